"""Reading petitions by what they belong to."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.petitions.models import Petition


def find_petition(session: Session, campaign_id: UUID) -> Petition | None:
    """Return the petition of a campaign; None where it has none yet."""
    return session.scalar(select(Petition).where(Petition.campaign_id == campaign_id))

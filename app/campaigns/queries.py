"""What the public may read of campaigns."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument
from app.campaigns.models import PublishedCampaign


def list_published(session: Session) -> list[CampaignDocument]:
    """Return every public campaign, the newest first."""
    rows = session.scalars(select(PublishedCampaign).order_by(PublishedCampaign.published_at.desc())).all()
    return [msgspec.convert(row.document, CampaignDocument, strict=False) for row in rows]

"""What organisers read of their prints."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.campaigns.models import PublishedCampaign
from app.core.errors import NotFound
from app.paper.models import Print, PrintState

PRINTS_SHOWN = 200


def list_prints(session: Session, petition_id: UUID) -> Sequence[Print]:
    """Return the prints of a petition, the newest first."""
    query = select(Print).where(Print.petition_id == petition_id)
    return session.scalars(query.order_by(Print.ordered_at.desc(), Print.id).limit(PRINTS_SHOWN)).all()


def get_pdf(session: Session, print_id: UUID, *, petition_id: UUID) -> tuple[Print, bytes]:
    """Return a finished print with its bytes; NotFound also while its campaign is hidden."""
    found = session.scalar(
        select(Print)
        .join(PublishedCampaign, PublishedCampaign.petition_id == Print.petition_id)
        .where(Print.id == print_id, Print.petition_id == petition_id, Print.state == PrintState.READY)
        .options(undefer(Print.pdf))
    )
    if found is None or found.pdf is None:
        raise NotFound("no such print")
    return found, found.pdf


def find_by_code(session: Session, code: str, *, petition_id: UUID) -> Print | None:
    """Return the sheet that a code stands on, or None."""
    return session.scalar(select(Print).where(Print.code == code, Print.petition_id == petition_id))

"""What organisers read of their prints and batches."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.campaigns.models import PublishedCampaign
from app.core.errors import NotFound
from app.paper.batches import PaperBatch, PaperRefusal
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


def find_sheet(session: Session, print_id: UUID | None) -> Print | None:
    """Return the sheet a batch was signed on, where that is known."""
    return session.get(Print, print_id) if print_id else None


def list_batches(session: Session, petition_id: UUID) -> Sequence[PaperBatch]:
    """Return the batches of a petition, the newest first."""
    query = select(PaperBatch).where(PaperBatch.petition_id == petition_id)
    return session.scalars(query.order_by(PaperBatch.opened_at.desc(), PaperBatch.id)).all()


def list_refusals(session: Session, batch_id: UUID, *, limit: int | None = None) -> Sequence[PaperRefusal]:
    """Return the refused lines of a batch by source and number."""
    query = select(PaperRefusal).where(PaperRefusal.batch_id == batch_id)
    return session.scalars(query.order_by(PaperRefusal.source, PaperRefusal.line).limit(limit)).all()


def count_refusals(session: Session, batch_id: UUID) -> int:
    """How many lines of a batch were refused."""
    return session.scalar(select(func.count()).where(PaperRefusal.batch_id == batch_id)) or 0

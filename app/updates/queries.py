"""What the public may read of updates, and how far the sending of one got."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.updates.document import UpdateDocument
from app.updates.models import PublishedUpdate, Update, UpdateRecipient, UpdateShare
from app.updates.states import RecipientState


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of an update's mails. ``trouble`` is why none go out just now, if so."""

    sent: int = 0
    left_out: int = 0
    failed: int = 0
    trouble: str | None = None

    @property
    def done(self) -> int:
        """All that need no more."""
        return self.sent + self.left_out + self.failed


def list_published_updates(session: Session) -> dict[UUID, list[UpdateDocument]]:
    """Return the public updates of every campaign, the newest first."""
    updates: dict[UUID, list[UpdateDocument]] = defaultdict(list)
    for row in session.scalars(select(PublishedUpdate)):
        updates[row.campaign_id].append(msgspec.convert(row.document, UpdateDocument, strict=False))
    return {key: sorted(each, key=_newest_first) for key, each in updates.items()}


def _newest_first(update: UpdateDocument) -> tuple[float, int]:
    return -update.published_at.timestamp(), -update.number


def list_updates(session: Session, campaign_id: UUID) -> list[tuple[Update, Counts]]:
    """Return the updates of a campaign, the newest first, and how far each got."""
    updates = session.scalars(select(Update).where(Update.campaign_id == campaign_id).order_by(Update.number.desc()))
    return [(update, count_done(session, update.id)) for update in updates.all()]


def count_failures(session: Session, update_id: UUID) -> list[tuple[str, int]]:
    """Return the mail servers' codes for mails that were given up, the commonest first, and how often each."""
    failed = UpdateRecipient.state == RecipientState.FAILED
    count = func.count()
    rows = session.execute(
        select(UpdateRecipient.failure, count)
        .where(UpdateRecipient.update_id == update_id, failed)
        .group_by(UpdateRecipient.failure)
        .order_by(count.desc())
    )
    return [(code or "", number) for code, number in rows]


def count_done(session: Session, update_id: UUID) -> Counts:
    """Return how far an update got. The figures are those of the marks themselves, never ahead or behind."""
    columns = (UpdateShare.sent, UpdateShare.left_out, UpdateShare.failed)
    sums = [func.coalesce(func.sum(column), 0) for column in columns]
    of_all_shares = select(*sums).where(UpdateShare.update_id == update_id)
    sent, left_out, failed = (int(figure) for figure in session.execute(of_all_shares).one())
    trouble = session.scalar(select(func.max(UpdateShare.trouble)).where(UpdateShare.update_id == update_id))
    return Counts(sent=sent, left_out=left_out, failed=failed, trouble=trouble)

"""Stopping a letter, counting those that were sent, and keeping the public copies what they should be."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, PublishedCampaign
from app.core.clock import to_hour
from app.core.errors import NotFound
from app.letters.document import LetterDocument
from app.letters.models import Letter, LetterCount, LetterSent, PublishedLetter
from app.letters.rules import count_in


def report_sent(session: Session, letter_id: UUID) -> None:
    """Note that somebody says they sent it; a worker counts it. For the public process: it may add and nothing else."""
    session.execute(insert(LetterSent.__table__).inline(), {"letter_id": letter_id})  # type: ignore[arg-type]


def stop_letter(session: Session, letter: Letter, *, reason: dict[str, str], now: datetime) -> None:
    """Stop a letter: its page says why and takes no more reports."""
    letter.stopped_at, letter.stop_reason = now, reason
    session.flush()


def resume_letter(session: Session, letter: Letter) -> None:
    """Take the stop back."""
    letter.stopped_at = letter.stop_reason = None
    session.flush()


def get_letter(session: Session, campaign_slug: str, letter_slug: str) -> Letter:
    """Return a letter by its campaign's slug and its own, or raise NotFound."""
    query = select(Letter).join(Campaign, Campaign.id == Letter.campaign_id)
    letter = session.scalar(query.where(Campaign.slug == campaign_slug, Letter.slug == letter_slug))
    if letter is None:
        raise NotFound("no such letter")
    return letter


def count_sent(session: Session, *, now: datetime) -> int:
    """Count the reports that wait, within what an hour may bring; return how many were taken."""
    taken = session.scalars(delete(LetterSent).returning(LetterSent.letter_id)).all()
    known = select(Letter.id, LetterCount.sent, LetterCount.hour, LetterCount.in_hour).outerjoin(LetterCount)
    for row in session.execute(known.where(Letter.id.in_(set(taken)))):
        in_hour = row.in_hour if row.hour == to_hour(now) else 0
        added = count_in(taken.count(row.id), already_in_hour=in_hour)
        counts = {"sent": (row.sent or 0) + added, "hour": to_hour(now), "in_hour": in_hour + added}
        session.execute(
            upsert(LetterCount)
            .values(letter_id=row.id, **counts)
            .on_conflict_do_update(constraint="pk_letter_count", set_=counts)
        )
    return len(taken)


def publish_letters(session: Session) -> int:
    """Make the public copies what the letters of public campaigns say now; return how many changed."""
    wanted = {
        letter.id: (letter, _document(letter, sent))
        for letter, sent in session.execute(
            select(Letter, func.coalesce(LetterCount.sent, 0))
            .outerjoin(LetterCount)
            .join(PublishedCampaign, PublishedCampaign.id == Letter.campaign_id)
        )
    }
    there = {row.id: row.document for row in session.scalars(select(PublishedLetter))}
    changed = [wanted[each] for each in wanted if there.get(each) != wanted[each][1]]
    for letter, document in changed:
        row = {"campaign_id": letter.campaign_id, "slug": letter.slug, "document": document}
        statement = upsert(PublishedLetter).values(id=letter.id, **row)
        session.execute(statement.on_conflict_do_update(constraint="pk_letter", set_=row))
    gone = there.keys() - wanted.keys()
    if gone:
        session.execute(delete(PublishedLetter).where(PublishedLetter.id.in_(gone)))
    return len(changed) + len(gone)


def _document(letter: Letter, sent: int) -> dict[str, Any]:
    document = LetterDocument(
        id=letter.id,
        slug=letter.slug,
        position=letter.position,
        office=letter.office,
        points=letter.points,
        languages=sorted(letter.text),
        salutation=letter.salutation,
        subject=letter.subject,
        text=letter.text,
        email=letter.email,
        postal_address=letter.postal_address,
        closes_at=letter.closes_at,
        stop_reason=letter.stop_reason,
        sent=sent,
    )
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return built

"""The figure of paper: its own, beside the online one and never added to it. As strict: counted by a trigger,
published by one worker, reconciled with the people themselves, frozen where they differ."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.paper.batches import PaperBatch, PaperSignature, PublishedPaper
from app.paper.rules import LEAST_CHANGE, MOST_CHANGE, STEP, renew_overlap
from app.paper.states import BatchState
from app.signatures.models import Signature
from app.signatures.states import SignatureState

_CONSISTENT_VIEW: Final = {"isolation_level": "REPEATABLE READ"}
_AS_OF_EVERY: Final = timedelta(minutes=1)
_dice: Final = SystemRandom()


@dataclass(frozen=True)
class PaperMismatch:
    """What ``count(*)`` says of a batch against the figure kept beside it."""

    batch_id: UUID
    petition_id: UUID
    people: int
    kept: int


def count_paper(session: Session, petition_id: UUID) -> int:
    """Return how many people on paper a petition has, in all batches that count."""
    counted = select(func.coalesce(func.sum(PaperBatch.kept), 0)).where(
        PaperBatch.petition_id == petition_id, PaperBatch.state == BatchState.COUNTED
    )
    return int(session.scalar(counted) or 0)


def publish_paper(session: Session, *, now: datetime) -> int:
    """Bring every petition's public figure up to date; a frozen one stays. Returns how many figures changed."""
    shown = {row.petition_id: row for row in session.scalars(select(PublishedPaper))}
    changed = 0
    for petition_id in session.scalars(select(PaperBatch.petition_id).distinct()).all():
        counted, known = count_paper(session, petition_id), shown.get(petition_id)
        if known is None:
            if counted:
                session.add(PublishedPaper(petition_id=petition_id, counted=counted, overlap_day=None, as_of=now))
                changed += 1
        elif not known.frozen:
            changed += known.counted != counted
            if known.counted != counted or now - known.as_of > _AS_OF_EVERY:
                known.counted, known.as_of = counted, now
    session.flush()
    return changed


def publish_overlaps(session: Session, *, now: datetime) -> int:
    """Say anew, once a day, about how many on paper have signed online as well; return how many had their turn."""
    today = day_of(now)
    waiting = session.scalars(
        select(PublishedPaper).where(PublishedPaper.overlap_day.is_distinct_from(today), ~PublishedPaper.frozen)
    ).all()
    for row in waiting:
        row.overlap_day = today
        row.also_online = renew_overlap(
            row.also_online,
            count_overlap(session, row.petition_id),
            patience=_dice.randrange(LEAST_CHANGE, MOST_CHANGE),
            rounding=_dice.randrange(STEP),
        )
    session.flush()
    return len(waiting)


def count_overlap(session: Session, petition_id: UUID) -> int:
    """Return exactly how many counted on paper are confirmed online: for workers, and nobody else."""
    both = (
        select(func.count())
        .select_from(PaperSignature)
        .join(PaperBatch, PaperBatch.id == PaperSignature.batch_id)
        .join(
            Signature,
            (Signature.petition_id == PaperSignature.petition_id)
            & (Signature.fingerprint == PaperSignature.fingerprint),
        )
        .where(
            PaperSignature.petition_id == petition_id,
            PaperBatch.state == BatchState.COUNTED,
            Signature.state == SignatureState.CONFIRMED,
        )
    )
    return session.scalar(both) or 0


def reconcile_paper(session: Session) -> list[PaperMismatch]:
    """Count the people of every batch anew; freeze the figure of a petition where one differs. Returns what differs.

    The session must be fresh: both sides are read from one snapshot.
    """
    session.connection(execution_options=_CONSISTENT_VIEW)
    people = select(PaperSignature.batch_id, func.count().label("people")).group_by(PaperSignature.batch_id).subquery()
    found = func.coalesce(people.c.people, 0)
    mismatches = [
        PaperMismatch(*row)
        for row in session.execute(
            select(PaperBatch.id, PaperBatch.petition_id, found, PaperBatch.kept)
            .outerjoin(people, people.c.batch_id == PaperBatch.id)
            .where(found != PaperBatch.kept)
        )
    ]
    differing = {mismatch.petition_id for mismatch in mismatches}
    if differing:
        session.execute(update(PublishedPaper).where(PublishedPaper.petition_id.in_(differing)).values(frozen=True))
    return mismatches

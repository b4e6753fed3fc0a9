"""Folding events into buckets and publishing the figure. Only one folder works at a time."""

from collections import Counter
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import to_hour
from app.core.locks import Lock
from app.signatures.states import SignatureState
from app.tallies.models import Dimension, PublishedTally, TallyBucket, TallyEvent
from app.tallies.series import note_totals

EVENTS_AT_ONCE: Final = 20_000
BucketKey = tuple[UUID, SignatureState, Dimension, str]


def fold_tally(session: Session, *, now: datetime, at_once: int = EVENTS_AT_ONCE) -> int:
    """Add about ``at_once`` waiting events to the buckets, delete them, publish the new figures; return how many.

    An advisory lock keeps a second folder out; it ends with the transaction, however that ends.
    """
    if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": int(Lock.FOLD)}):
        return 0
    events = session.execute(
        delete(TallyEvent)
        .where(TallyEvent.id <= _last_of_batch(session, at_once))
        .returning(
            TallyEvent.petition_id, TallyEvent.state, TallyEvent.delta, TallyEvent.hour, TallyEvent.country,
            TallyEvent.language, TallyEvent.source_code,
        )
    ).all()  # fmt: skip
    sums: Counter[BucketKey] = Counter()
    for petition_id, state, delta, hour, country, language, source_code in events:
        keys = {
            Dimension.TOTAL: "",
            Dimension.HOUR: hour.strftime("%Y-%m-%dT%H"),
            Dimension.COUNTRY: country,
            Dimension.COUNTRY_MONTH: f"{hour:%Y-%m}/{country}",
            Dimension.LANGUAGE: language,
            Dimension.SOURCE: source_code,
        }
        for dimension, key in keys.items():
            sums[petition_id, SignatureState(state), dimension, key] += delta
    _add(session, sums)
    publish_figures(session, {petition_id for petition_id, *_ in sums}, now=now)
    return len(events)


def _last_of_batch(session: Session, at_once: int) -> int:
    """Return the id up to which to fold now.

    One bound, asked for on its own: as a list of ids the planner, who believes the table as empty as it usually is,
    compares every id with every event, and a million at once would take hours.
    """
    oldest = select(TallyEvent.id).order_by(TallyEvent.id).limit(at_once).subquery()
    return session.scalar(select(func.coalesce(func.max(oldest.c.id), 0))) or 0


def _add(session: Session, sums: Counter[BucketKey]) -> None:
    rows = [
        {"petition_id": petition_id, "state": state, "dimension": dimension, "key": key, "count": count}
        for (petition_id, state, dimension, key), count in sums.items()
        if count
    ]
    if not rows:
        return
    statement = upsert(TallyBucket)
    session.execute(
        statement.on_conflict_do_update(
            constraint="pk_tally_bucket", set_={"count": TallyBucket.count + statement.excluded.count}
        ),
        rows,
    )


def publish_figures(session: Session, petition_ids: set[UUID], *, now: datetime) -> None:
    """Copy the totals of these petitions to where the public reads them. A frozen figure stays as it is."""
    for petition_id in petition_ids:
        totals = count_buckets(session, petition_id)
        figures = {
            "confirmed": totals[SignatureState.CONFIRMED],
            "held": totals[SignatureState.HELD],
            "removed": totals[SignatureState.REJECTED],
            "today": _count_today(session, petition_id, now=now),
            "as_of": now,
        }
        session.execute(
            upsert(PublishedTally)
            .values(petition_id=petition_id, frozen=False, **figures)
            .on_conflict_do_update(constraint="pk_tally", set_=figures, where=PublishedTally.frozen.is_(False))
        )
    note_totals(session, petition_ids, now=now)


def refresh_as_of(session: Session, *, now: datetime) -> None:
    """Say of every figure that nothing is waiting to change it: it is true as of now, and of today."""
    if session.scalar(select(TallyEvent.id).limit(1)) is not None:
        return
    for petition_id in session.scalars(
        select(PublishedTally.petition_id).where(PublishedTally.today > 0, PublishedTally.as_of < _midnight(now))
    ):
        publish_figures(session, {petition_id}, now=now)
    session.execute(update(PublishedTally).where(PublishedTally.frozen.is_(False)).values(as_of=now))


def count_buckets(session: Session, petition_id: UUID) -> Counter[SignatureState]:
    """Return the totals of a petition by state, as folded so far."""
    query = select(TallyBucket.state, TallyBucket.count).where(
        TallyBucket.petition_id == petition_id, TallyBucket.dimension == Dimension.TOTAL
    )
    return Counter(dict(session.execute(query).all()))


def _count_today(session: Session, petition_id: UUID, *, now: datetime) -> int:
    return (
        session.scalar(
            select(func.coalesce(func.sum(TallyBucket.count), 0)).where(
                TallyBucket.petition_id == petition_id,
                TallyBucket.dimension == Dimension.HOUR,
                TallyBucket.state == SignatureState.CONFIRMED,
                TallyBucket.key.startswith(f"{now:%Y-%m-%d}T"),
            )
        )
        or 0
    )


def _midnight(now: datetime) -> datetime:
    return to_hour(now).replace(hour=0)

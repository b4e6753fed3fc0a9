"""Figures by country: once a day, whole petition, small groups and small changes left out."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.signatures.states import SignatureState
from app.tallies.models import Dimension, PublishedCountries, PublishedTally, TallyBucket, Told
from app.tallies.rules import Groups, day_spoken_of, renew_groups
from app.tallies.telling import OTHERS, note_steps


class CountryFigures(msgspec.Struct, frozen=True):
    """``shown`` by ISO 3166 alpha-2 (empty: none named), the largest first; ``other`` is 0 where it is not said."""

    day: date
    shown: dict[str, int]
    other: int


def publish_countries(session: Session, *, now: datetime) -> int:
    """Renew the figures of every petition whose last are of another day; return how many petitions had their turn.

    A frozen figure waits. One worker at a time: two would find the same day twice.
    """
    today = day_of(now)
    before = {row.petition_id: row for row in session.scalars(select(PublishedCountries))}
    waiting = [
        petition_id
        for petition_id in session.scalars(select(PublishedTally.petition_id).where(PublishedTally.frozen.is_(False)))
        if petition_id not in before or before[petition_id].day != today
    ]
    counted = _count(session, waiting)
    for petition_id in waiting:
        known = before.get(petition_id)
        groups = renew_groups(Groups(known.shown, known.other) if known else Groups({}, 0), counted[petition_id])
        values = {"day": today, "shown": groups.shown, "other": groups.other}
        session.execute(
            upsert(PublishedCountries)
            .values(petition_id=petition_id, **values)
            .on_conflict_do_update(constraint="pk_country_figures", set_=values)
        )
        note_steps(session, petition_id, Told.COUNTRY, groups.shown | {OTHERS: groups.other}, day=day_spoken_of(now))
    return len(waiting)


def _count(session: Session, petition_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    counted: dict[UUID, dict[str, int]] = defaultdict(dict)
    query = select(TallyBucket.petition_id, TallyBucket.key, TallyBucket.count).where(
        TallyBucket.petition_id.in_(petition_ids),
        TallyBucket.dimension == Dimension.COUNTRY,
        TallyBucket.state == SignatureState.CONFIRMED,
        TallyBucket.count > 0,
    )
    for petition_id, country, count in session.execute(query):
        counted[petition_id][country] = count
    return counted


def list_countries(session: Session) -> dict[UUID, CountryFigures]:
    """Return the public figures of every petition that has some."""
    return {
        row.petition_id: CountryFigures(
            row.day, dict(sorted(row.shown.items(), key=lambda group: (-group[1], group[0]))), row.other
        )
        for row in session.scalars(select(PublishedCountries))
    }

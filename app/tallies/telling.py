"""What organisers are told of groups and of the way to a signature: once a day, in steps of ten people or more.

Only the steps are kept, with the day from which each was told; nothing else can be read by the console. A figure for
a period is the difference between two of them. So whatever is asked, of whatever period, in whatever order, the
answer can be reckoned from steps that were told anyway: no two questions come closer to one person than one does.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import Keyring
from app.signatures.states import SignatureState
from app.signatures.steps import Steps, list_steps
from app.tallies.models import Dimension, PageLoadBucket, PublishedTally, TallyBucket, Told, ToldDay, ToldFigure
from app.tallies.rules import SMALLEST_GROUP, TENS, Groups, day_spoken_of, renew_groups, tell_in_tens

OTHERS: Final = "~"
"""The key of all who are not told apart: no country, language or code has this character."""
Counts = Mapping[Told, Mapping[str, int]]
"""What is counted of one petition: of each subject, by key."""


def tell_figures(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Tell the figures of every petition whose last are of another day; return how many petitions had their turn.

    A frozen figure waits. One worker at a time.
    """
    today = day_of(now)
    told_today = select(ToldDay.petition_id).where(ToldDay.day == today)
    waiting = session.scalars(
        select(PublishedTally.petition_id).where(
            PublishedTally.frozen.is_(False), PublishedTally.petition_id.not_in(told_today)
        )
    ).all()
    steps, day = list_steps(session) if waiting else {}, day_spoken_of(now)
    for petition_id in waiting:
        tell_groups(session, petition_id, Told.LANGUAGE, _count_by(session, petition_id, Dimension.LANGUAGE), day=day)
        _tell_in_tens(session, keyring, petition_id, _count_tens(session, petition_id, steps), day=day)
        turn = upsert(ToldDay).values(petition_id=petition_id, day=today)
        session.execute(turn.on_conflict_do_update(constraint="pk_told_day", set_={"day": today}))
    return len(waiting)


def tell_groups(session: Session, petition_id: UUID, subject: Told, now: Mapping[str, int], *, day: date) -> Groups:
    """Tell groups by the rule of ``renew_groups``, after what was told of them before; return what is told now."""
    said = dict(find_told(session, petition_id, subject))
    other = said.pop(OTHERS, 0)
    groups = renew_groups(Groups(said, other), now)
    note_steps(session, petition_id, subject, groups.shown | {OTHERS: groups.other}, day=day)
    return groups


def note_steps(session: Session, petition_id: UUID, subject: Told, figures: Mapping[str, int], *, day: date) -> None:
    """Keep from this day on what is told now, where it differs from what was told; a group left out is told as 0."""
    said = find_told(session, petition_id, subject)
    rows = [
        {"petition_id": petition_id, "subject": subject, "key": key, "day": day, "count": figures.get(key, 0)}
        for key in sorted(figures.keys() | said.keys())
        if figures.get(key, 0) != said.get(key, 0)
    ]
    if rows:
        statement = upsert(ToldFigure)
        newer = {"count": statement.excluded.count}
        session.execute(statement.on_conflict_do_update(constraint="pk_told_figure", set_=newer), rows)


def find_told(session: Session, petition_id: UUID, subject: Told, *, on: date | None = None) -> dict[str, int]:
    """Return what is told of a subject by key, now or as it was told on a day; what is 0 is left out."""
    last = (
        select(ToldFigure.key, ToldFigure.count)
        .where(ToldFigure.petition_id == petition_id, ToldFigure.subject == subject)
        .ext(distinct_on(ToldFigure.key))
        .order_by(ToldFigure.key, ToldFigure.day.desc())
    )
    rows = session.execute(last if on is None else last.where(ToldFigure.day <= on))
    return {key: count for key, count in rows if count}


def _tell_in_tens(session: Session, keyring: Keyring, petition_id: UUID, counts: Counts, *, day: date) -> None:
    for subject, now in counts.items():
        said = find_told(session, petition_id, subject)
        told = {
            key: tell_in_tens(
                now.get(key, 0),
                said=said.get(key, 0),
                lot=_draw(keyring, petition_id, subject, key, said=said.get(key, 0)),
            )
            for key in now.keys() | said.keys()
        }
        note_steps(session, petition_id, subject, told, day=day)


def _draw(keyring: Keyring, petition_id: UUID, subject: Told, key: str, *, said: int) -> int:
    """A lot of 0…9 that nobody can guess, and that stays until the next step: asked daily, it would wear off."""
    return int(keyring.token(f"lot|{subject}|{said}|{key}", petition_id), 16) % TENS


def _count_tens(session: Session, petition_id: UUID, steps: Mapping[UUID, Steps]) -> Counts:
    loads = _count_loads(session, petition_id)
    came = steps.get(petition_id, Steps(0, 0, 0))
    return {
        Told.SOURCE: _count_by(session, petition_id, Dimension.SOURCE),
        Told.SOURCE_LOADS: loads,
        Told.LOADS: {"": sum(loads.values())},
        Told.SUBMITTED: {"": came.submitted},
        Told.MAILED: {"": came.mailed},
        Told.BOUNCED: {"": came.bounced},
        Told.COMPLAINED: {"": came.complained},
    }


def _count_by(session: Session, petition_id: UUID, dimension: Dimension) -> dict[str, int]:
    query = select(TallyBucket.key, TallyBucket.count).where(
        TallyBucket.petition_id == petition_id,
        TallyBucket.dimension == dimension,
        TallyBucket.state == SignatureState.CONFIRMED,
        TallyBucket.count > 0,
    )
    return dict(session.execute(query).all())


def _count_loads(session: Session, petition_id: UUID) -> dict[str, int]:
    query = (
        select(PageLoadBucket.source_code, func.sum(PageLoadBucket.count))
        .where(PageLoadBucket.petition_id == petition_id)
        .group_by(PageLoadBucket.source_code)
    )
    return {code: int(count) for code, count in session.execute(query)}


def told_between(earlier: Mapping[str, int], later: Mapping[str, int]) -> dict[str, int]:
    """Return by how much each figure grew between two tellings, the most first.

    What changed by fewer than ten, up by some and down by others, is left out like any small group.
    """
    grown = {key: later.get(key, 0) - earlier.get(key, 0) for key in later.keys() | earlier.keys()}
    told = [(key, count) for key, count in grown.items() if abs(count) >= SMALLEST_GROUP]
    return dict(sorted(told, key=lambda each: (-each[1], each[0])))

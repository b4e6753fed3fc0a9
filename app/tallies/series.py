"""The public figure from hour to hour: what anybody could have written down who read the campaign's page.

It is not made of the hours in which signatures were confirmed: one that is withdrawn would change the hour it came
in, and say of somebody who left when they had come. Here it lowers the hour in which it goes.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import to_hour
from app.tallies.models import PublishedTally, ToldTotal


class Mark(NamedTuple):
    """The figure as it stood when an hour ended, or as it stands in the present one."""

    hour: datetime
    confirmed: int


def note_totals(session: Session, petition_ids: Collection[UUID], *, now: datetime) -> None:
    """Remember the public figures of these petitions as those of this hour."""
    public = select(PublishedTally.petition_id, literal(to_hour(now)), PublishedTally.confirmed)
    statement = upsert(ToldTotal).from_select(
        ["petition_id", "hour", "confirmed"], public.where(PublishedTally.petition_id.in_(petition_ids))
    )
    newer = {"confirmed": statement.excluded.confirmed}
    session.execute(
        statement.on_conflict_do_update(
            constraint="pk_told_total", set_=newer, where=ToldTotal.confirmed != statement.excluded.confirmed
        )
    )


def list_marks(session: Session, petition_id: UUID, *, since: datetime, until: datetime) -> list[Mark]:
    """Return the figures of a petition from the last before ``since`` up to the last before ``until``, oldest first."""
    last_before = select(func.max(ToldTotal.hour)).where(ToldTotal.petition_id == petition_id, ToldTotal.hour < since)
    query = (
        select(ToldTotal.hour, ToldTotal.confirmed)
        .where(ToldTotal.petition_id == petition_id, ToldTotal.hour < until)
        .where(ToldTotal.hour >= func.coalesce(last_before.scalar_subquery(), since))
        .order_by(ToldTotal.hour)
    )
    return [Mark(hour, confirmed) for hour, confirmed in session.execute(query)]


def totals_before(marks: Sequence[Mark], edges: Sequence[datetime]) -> list[int]:
    """Return the figure as it stood right before each edge, a whole hour; 0 before there was one."""
    hours = [mark.hour for mark in marks]
    places = [bisect_left(hours, edge) for edge in edges]
    return [marks[place - 1].confirmed if place else 0 for place in places]


def changes_between(marks: Sequence[Mark], edges: Sequence[datetime]) -> list[int]:
    """Return by how much the figure changed from each edge to the next: one number fewer than edges."""
    totals = totals_before(marks, edges)
    return [later - earlier for earlier, later in pairwise(totals)]


def find_first_hour(session: Session, petition_id: UUID) -> datetime | None:
    """Return the first hour of which anything is known."""
    return session.scalar(select(func.min(ToldTotal.hour)).where(ToldTotal.petition_id == petition_id))


def list_reached(session: Session, petition_id: UUID, milestones: Collection[int]) -> dict[int, datetime]:
    """Return in which hour each of these numbers was first reached; those not reached are left out."""
    first = func.min(ToldTotal.hour)
    reached = {}
    for number in milestones:
        query = select(first).where(ToldTotal.petition_id == petition_id, ToldTotal.confirmed >= number)
        if hour := session.scalar(query):
            reached[number] = hour
    return reached

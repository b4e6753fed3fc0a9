"""What an organiser's dashboard says of one petition: read from what was told, and from nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.clock import day_of
from app.petitions.models import Petition
from app.tallies.models import PublishedTally, Told, ToldDay
from app.tallies.periods import Grain, Period, last_days
from app.tallies.series import changes_between, find_first_hour, list_marks, list_reached, totals_before
from app.tallies.telling import find_told, told_between

SPARK_DAYS: Final = 14


class Standing(NamedTuple):
    """The public figure. ``as_of`` is None before there was one."""

    confirmed: int
    today: int
    held: int
    removed: int
    as_of: datetime | None
    frozen: bool


class Part(NamedTuple):
    """An hour or a day: by how much the figure changed in it, and where it stood at its end."""

    begins: datetime
    change: int
    total: int


class Funnel(NamedTuple):
    """From the page to the count. All but ``confirmed`` are "at least", in tens."""

    loads: int
    submitted: int
    mailed: int
    bounced: int
    confirmed: int
    complained: int = 0


class Source(NamedTuple):
    """What a source code brought, at least, in tens."""

    code: str
    loads: int
    confirmed: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that is said of one petition in one period. Groups by their key, those not told apart as ``OTHERS``."""

    period: Period
    standing: Standing
    parts: list[Part]
    countries: Mapping[str, int]
    languages: Mapping[str, int]
    sources: Mapping[str, int]
    source_loads: Mapping[str, int]
    funnel: Funnel
    reached: Mapping[int, datetime]
    """Milestones, by number, with the hour in which each was first reached."""
    told_on: date | None
    """The day of the groups and the funnel; None before the first telling."""

    def list_sources(self) -> list[Source]:
        """Return every source code that is told apart, the one with most signatures first."""
        codes = self.sources.keys() | self.source_loads.keys()
        rows = [Source(code, self.source_loads.get(code, 0), self.sources.get(code, 0)) for code in codes]
        return sorted(rows, key=lambda row: (-row.confirmed, -row.loads, row.code))


def get_figures(
    session: Session, petition_id: UUID, period: Period, *, milestones: Collection[int], now: datetime
) -> Figures:
    """Return what is said of a petition in a period."""
    parts = _parts(session, petition_id, period, now=now)
    grown = {subject: _grown(session, petition_id, subject, period) for subject in Told}
    return Figures(
        period=period,
        standing=get_standing(session, petition_id),
        parts=parts,
        countries=grown[Told.COUNTRY],
        languages=grown[Told.LANGUAGE],
        sources=grown[Told.SOURCE],
        source_loads=grown[Told.SOURCE_LOADS],
        funnel=Funnel(
            loads=grown[Told.LOADS].get("", 0),
            submitted=grown[Told.SUBMITTED].get("", 0),
            mailed=grown[Told.MAILED].get("", 0),
            bounced=grown[Told.BOUNCED].get("", 0),
            confirmed=sum(part.change for part in parts),
            complained=grown[Told.COMPLAINED].get("", 0),
        ),
        reached=list_reached(session, petition_id, milestones),
        told_on=session.scalar(select(ToldDay.day).where(ToldDay.petition_id == petition_id)),
    )


def get_standing(session: Session, petition_id: UUID) -> Standing:
    """Return the public figure; nought before anybody signed."""
    row = session.get(PublishedTally, petition_id)
    if row is None:
        return Standing(0, 0, 0, 0, None, frozen=False)
    return Standing(row.confirmed, row.today, row.held, row.removed, row.as_of, row.frozen)


class Overview(NamedTuple):
    """What a list of campaigns says of one: the figure, and by how much it changed on each of the last days."""

    standing: Standing
    spark: list[int]


def list_overviews(session: Session, organisation_id: UUID, *, now: datetime) -> dict[UUID, Overview]:
    """Return an overview of each campaign of an organisation that has a petition, by the campaign's id."""
    query = select(Petition.campaign_id, Petition.id).join(Campaign, Campaign.id == Petition.campaign_id)
    petitions = session.execute(query.where(Campaign.organisation_id == organisation_id)).all()
    return {
        campaign_id: Overview(get_standing(session, petition_id), get_spark(session, petition_id, now=now))
        for campaign_id, petition_id in petitions
    }


def find_beginning(session: Session, petition_id: UUID) -> date | None:
    """Return the first day of which there is a figure."""
    first = find_first_hour(session, petition_id)
    return day_of(first) if first else None


def get_spark(session: Session, petition_id: UUID, *, now: datetime) -> list[int]:
    """Return by how much the figure changed on each of the last fourteen days."""
    period = last_days(SPARK_DAYS, today=day_of(now), grain=Grain.DAY)
    return [part.change for part in _parts(session, petition_id, period, now=now)]


def _parts(session: Session, petition_id: UUID, period: Period, *, now: datetime) -> list[Part]:
    edges = period.edges(now=now)
    marks = list_marks(session, petition_id, since=edges[0], until=edges[-1])
    changes, totals = changes_between(marks, edges), totals_before(marks, edges)[1:]
    return [Part(*each) for each in zip(edges, changes, totals, strict=False)]


def _grown(session: Session, petition_id: UUID, subject: Told, period: Period) -> dict[str, int]:
    earlier = find_told(session, petition_id, subject, on=period.first - timedelta(days=1))
    return told_between(earlier, find_told(session, petition_id, subject, on=period.last))

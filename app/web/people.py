"""What a page says of the people a campaign is for: how long they are held, and what was done to them, by date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.campaigns.document import EventDocument, PrisonerDocument
from app.campaigns.rules import turning_day
from app.cases.kinds import PrisonerStatus
from app.cases.rules import Detention, detention
from app.core import edtf
from app.core.clock import day_of, utc_now


@dataclass(frozen=True)
class Person:
    """A prisoner as known now. ``turned`` is the EDTF date on which the present status came about."""

    prisoner: PrisonerDocument
    detention: Detention | None
    turned: str | None


@dataclass(frozen=True)
class Told:
    """One event of one case or, where several people share it, of theirs."""

    event: EventDocument
    prisoners: list[PrisonerDocument]


def person_of(prisoner: PrisonerDocument) -> Person:
    """Say what is known of somebody now."""
    return Person(prisoner=prisoner, detention=_detention_of(prisoner), turned=turning_day(prisoner))


def tell(prisoners: Sequence[PrisonerDocument]) -> list[Told]:
    """Return the events of several cases as one story, the earliest first; what several share is told once."""
    told: list[Told] = []
    for prisoner in prisoners:
        for event in prisoner.events:
            shared = next((each for each in told if each.event == event), None)
            if shared:
                shared.prisoners.append(prisoner)
            else:
                told.append(Told(event, [prisoner]))
    return told if len(prisoners) == 1 else sorted(told, key=_days)


def _detention_of(prisoner: PrisonerDocument) -> Detention | None:
    """How long somebody has been held, as far as it may be said; None for who is not held."""
    if prisoner.status != PrisonerStatus.DETAINED:
        return None
    return detention(since=prisoner.detained_since, verified=prisoner.last_verified, today=day_of(utc_now()))


def _days(told: Told) -> tuple[date, date]:
    """The order in which the database has the events of one case: what has no beginning stands at its end."""
    given = edtf.parse(told.event.date)
    latest = given.latest or date.max
    return given.earliest or latest, latest

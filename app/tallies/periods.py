"""Which days a reader asks about, and how finely. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from app.core.errors import VigilError

LONGEST_DAYS: Final = 5 * 366
LONGEST_DAYS_BY_HOUR: Final = 3
HOURS_AT_MOST: Final = 48
"""Of a longer period by hour its last ones."""


class Grain(StrEnum):
    """How finely a period is divided. A day is one of UTC."""

    HOUR = "hour"
    DAY = "day"


class Fault(StrEnum):
    """What is wrong with a period somebody asked for."""

    NO_DATE = "no_date"
    BACKWARDS = "backwards"
    AHEAD = "ahead"
    TOO_LONG = "too_long"
    TOO_LONG_FOR_HOURS = "too_long_for_hours"


class BadPeriod(VigilError):
    """Nobody can be shown this period; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


@dataclass(frozen=True)
class Period:
    """Whole days from ``first`` to ``last``, both in it, divided by ``grain``."""

    first: date
    last: date
    grain: Grain = Grain.DAY

    def __post_init__(self) -> None:
        """Raise BadPeriod where it ends before it begins or has more parts than anybody can look at."""
        if self.last < self.first:
            raise BadPeriod(Fault.BACKWARDS)
        if self.grain is Grain.HOUR and self.days > LONGEST_DAYS_BY_HOUR:
            raise BadPeriod(Fault.TOO_LONG_FOR_HOURS)
        if self.days > LONGEST_DAYS:
            raise BadPeriod(Fault.TOO_LONG)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def edges(self, *, now: datetime) -> list[datetime]:
        """Return the beginnings of its parts and the end of the last; parts that have not begun are left out."""
        step = timedelta(hours=1) if self.grain is Grain.HOUR else timedelta(days=1)
        begin, end = _midnight(self.first), _midnight(self.last) + timedelta(days=1)
        count = int((end - begin) / step)
        edges = [edge for n in range(count + 1) if (edge := begin + n * step) < now + step]
        return edges[-HOURS_AT_MOST - 1 :] if self.grain is Grain.HOUR else edges


def read_period(first: str, last: str, by: str, *, today: date, begins: date) -> Period:
    """Read a period as an address gives it, ISO 8601; a day left out is the earliest or today. Raises BadPeriod."""
    period = Period(_day(first, begins), _day(last, today), Grain.HOUR if by == Grain.HOUR else Grain.DAY)
    if period.first > today:
        raise BadPeriod(Fault.AHEAD)
    return period


def last_days(count: int, *, today: date, grain: Grain = Grain.DAY) -> Period:
    """Return the period of this many days that ends today."""
    return Period(today - timedelta(days=count - 1), today, grain)


def _day(text: str, otherwise: date) -> date:
    if not text.strip():
        return otherwise
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadPeriod(Fault.NO_DATE) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)

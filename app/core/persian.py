"""The Persian (Solar Hijri) calendar: what its days, months and years are in the Gregorian one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from persiantools.jdatetime import JalaliDate

MONTHS: Final = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
OWN_MONTHS: Final = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
YEARS_BETWEEN: Final = 621
"""From spring to the end of December a Persian year's number is the Gregorian one less this."""

_CALENDAR: Final[Callable[..., Any]] = JalaliDate
"""The library's constructor has no types; this is the one way of calling it that we need."""


class PersianSpan(NamedTuple):
    """A year of the Persian calendar, or one of its months (1 to 12)."""

    year: int
    month: int | None


def to_persian(day: date) -> tuple[int, int, int]:
    """Return year, month and day in the Persian calendar."""
    persian = _CALENDAR(day)
    return persian.year, persian.month, persian.day


def from_persian(year: int, month: int, day: int) -> date:
    """Return the Gregorian day; raise ValueError where the Persian calendar has no such day."""
    gregorian: date = _CALENDAR(year, month, day).to_gregorian()
    return gregorian


def bounds(span: PersianSpan) -> tuple[date, date]:
    """Return the first and the last day of a Persian year or month."""
    year, month = span
    if month is None:
        first, after = from_persian(year, 1, 1), from_persian(year + 1, 1, 1)
    else:
        first = from_persian(year, month, 1)
        after = from_persian(year + month // 12, month % 12 + 1, 1)
    return first, after - timedelta(days=1)


def find_span(first: date, last: date) -> PersianSpan | None:
    """Return the Persian month or year that goes exactly from one day to the other; None where none does."""
    year, month, _ = to_persian(first)
    spans = (PersianSpan(year, month), PersianSpan(year, None))
    return next((span for span in spans if bounds(span) == (first, last)), None)

"""Dates as precise as what is known: EDTF level 1 (ISO 8601-2:2019, clause 4 to 8).

A date of a case is often a month, a season or "after 2009". Stored as EDTF text it keeps exactly that, and
nothing here ever makes a day out of a month or an end out of silence: where there is no bound, there is None.

Beyond plain years, months and days: ``1988-22`` is a season, ``198X`` some year of a decade, ``2009-XX``
some month of 2009, ``?`` uncertain, ``~`` approximate, ``%`` both, ``a/b`` an interval, ``..`` an end that is
open, an empty end one that is unknown, ``Y17000`` a year of more than four digits.
"""

import re
from calendar import isleap
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from enum import IntEnum, StrEnum
from typing import Final

from app.core.errors import VigilError

Day = tuple[int, int, int]
"""Year, month and day of the proleptic Gregorian calendar; the year has no limits, 0 is 1 BCE."""


class EdtfError(VigilError):
    """A text is not an EDTF date of level 1; the message says what to write instead."""


class Precision(IntEnum):
    """How finely a date is given, from coarse to fine."""

    CENTURY = 1
    DECADE = 2
    YEAR = 3
    SEASON = 4
    MONTH = 5
    DAY = 6


class Season(IntEnum):
    """The codes that stand in the place of a month, and the span each is read as.

    The standard names no hemisphere. We read them as seasons of the north, from the first day that
    meteorologists count to the last day that astronomers do; a winter is named after the year it begins in.
    """

    SPRING = 21
    SUMMER = 22
    AUTUMN = 23
    WINTER = 24


class Missing(StrEnum):
    """Why an interval has no date at one end."""

    OPEN = ".."
    UNKNOWN = ""


_SEASON_SPANS: Final = {
    Season.SPRING: ((3, 1), (6, 21)),
    Season.SUMMER: ((6, 1), (9, 23)),
    Season.AUTUMN: ((9, 1), (12, 22)),
    Season.WINTER: ((12, 1), (3, 21)),
}
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONG_YEAR: Final = re.compile(r"Y(?P<year>-?[1-9][0-9]{4,})(?P<mark>[?~%]?)")
_DATE: Final = re.compile(
    r"(?P<year>-?(?:[0-9]{4}|[0-9]{3}X|[0-9]{2}XX))(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[?~%]?)"
)


@dataclass(frozen=True, kw_only=True)
class EdtfDate:
    """One date, of whatever precision.

    ``year`` is the first year it may be (1980 for ``198X``). ``month`` and ``day`` are None where the text
    has none; ``lacks_month`` and ``lacks_day`` say that it names them as unspecified (``2009-XX``), that is,
    as one that exists and is not known.
    """

    year: int
    precision: Precision
    season: Season | None = None
    month: int | None = None
    day: int | None = None
    lacks_month: bool = False
    lacks_day: bool = False
    is_approximate: bool = False
    is_uncertain: bool = False

    @property
    def last_year(self) -> int:
        """The last year the date may be in: 1989 for ``198X``, else the same as ``year``."""
        return self.year + {Precision.CENTURY: 99, Precision.DECADE: 9}.get(self.precision, 0)

    @property
    def first(self) -> Day:
        """The earliest day it may be. A qualifier moves no bound: how far is not known."""
        if self.season:
            return (self.year, *_SEASON_SPANS[self.season][0])
        return (self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> Day:
        """The latest day it may be; of a winter, in the year after."""
        if self.season:
            return (self.year + (self.season is Season.WINTER), *_SEASON_SPANS[self.season][1])
        month = self.month or 12
        return (self.last_year, month, self.day or _days_in(self.last_year, month))


@dataclass(frozen=True, kw_only=True)
class Edtf:
    """A date or an interval, with the text it was read from. A date starts and ends with itself."""

    text: str
    start: EdtfDate | Missing
    end: EdtfDate | Missing
    is_interval: bool

    @property
    def dates(self) -> tuple[EdtfDate, ...]:
        """The dates that are given: one, or both ends of an interval where they are known."""
        ends = (self.start, self.end) if self.is_interval else (self.start,)
        return tuple(end for end in ends if isinstance(end, EdtfDate))

    @property
    def earliest(self) -> date | None:
        """The earliest possible day; None where nothing bounds it, or outside of the years 1 to 9999."""
        return _as_date(self.start.first) if isinstance(self.start, EdtfDate) else None

    @property
    def latest(self) -> date | None:
        """The latest possible day; None where nothing bounds it, or outside of the years 1 to 9999."""
        return _as_date(self.end.last) if isinstance(self.end, EdtfDate) else None

    @property
    def precision(self) -> Precision:
        """How finely it is given; of an interval, the coarser of its ends."""
        return min(given.precision for given in self.dates)

    @property
    def is_approximate(self) -> bool:
        """Whether any of it is marked ``~`` or ``%``."""
        return any(given.is_approximate for given in self.dates)

    @property
    def is_uncertain(self) -> bool:
        """Whether any of it is marked ``?`` or ``%``."""
        return any(given.is_uncertain for given in self.dates)

    @property
    def sort_key(self) -> tuple[Day, Day, bool]:
        """Order for a timeline: by beginning, then by end; what has no end comes after what has one.

        An interval that lacks an end is placed by the end it has.
        """
        first, last = self.dates[0].first, self.dates[-1].last
        return (first, last, self.is_interval and len(self.dates) == 1)


def parse(text: str) -> Edtf:
    """Read one EDTF date or interval of level 1; raise EdtfError with a sentence that helps."""
    if "/" not in text:
        single = _parse_date(text)
        return Edtf(text=text, start=single, end=single, is_interval=False)
    ends = text.split("/")
    if len(ends) != 2:
        raise EdtfError(f"{text!r} has more than one slash; an interval is written as 2009-12/2022-08")
    start, end = (_parse_end(part) for part in ends)
    interval = Edtf(text=text, start=start, end=end, is_interval=True)
    if not interval.dates:
        raise EdtfError(f"{text!r} has no date at either end; give one, as in 2009-12/..")
    if isinstance(start, EdtfDate) and isinstance(end, EdtfDate) and start.first > end.last:
        raise EdtfError(f"{text!r} ends before it begins; the earlier date comes first")
    return interval


def _parse_end(text: str) -> EdtfDate | Missing:
    if text in (Missing.OPEN, Missing.UNKNOWN):
        return Missing(text)
    if "X" in text:
        raise EdtfError(f"{text!r} cannot end an interval; leave out what is not known, as in 2009-12/2010")
    return _parse_date(text)


def _parse_date(text: str) -> EdtfDate:
    if long_year := _LONG_YEAR.fullmatch(text):
        found = EdtfDate(year=int(long_year["year"]), precision=Precision.YEAR)
        return _qualified(found, long_year["mark"])
    match = _DATE.fullmatch(text)
    if match is None or match["year"] == "-0000":
        raise EdtfError(
            f"{text!r} is not an EDTF date; write 2009, 2009-12, 2009-12-31 or 1988-22 (summer), with ? if "
            "uncertain or ~ if approximate, and X for digits that are not known"
        )
    read = _rough_year if "X" in match["year"] else _calendar_date
    return _qualified(read(match), match["mark"])


def _qualified(found: EdtfDate, mark: str) -> EdtfDate:
    return replace(found, is_approximate=mark in ("~", "%"), is_uncertain=mark in ("?", "%"))


def _rough_year(match: re.Match[str]) -> EdtfDate:
    """``198X`` or ``19XX``. Before the year 0 the digits count backwards, so -198X begins with -1989."""
    digits = match["year"]
    if match["month"]:
        raise EdtfError(f"{match[0]!r} names a month of a year that is not known; write {digits} only")
    precision = Precision.CENTURY if digits.endswith("XX") else Precision.DECADE
    first = digits.replace("X", "9" if digits.startswith("-") else "0")
    return EdtfDate(year=int(first), precision=precision)


def _calendar_date(match: re.Match[str]) -> EdtfDate:
    year, month, day = int(match["year"]), match["month"], match["day"]
    if month is None:
        return EdtfDate(year=year, precision=Precision.YEAR)
    if month == "XX":
        if day not in (None, "XX"):
            raise EdtfError(f"{match[0]!r} names a day of an unknown month; write {match['year']}-XX-XX")
        return EdtfDate(year=year, precision=Precision.YEAR, lacks_month=True, lacks_day=day == "XX")
    if day is None and int(month) in set(Season):
        return EdtfDate(year=year, precision=Precision.SEASON, season=Season(int(month)))
    number = _month(match)
    if day in (None, "XX"):
        return EdtfDate(year=year, precision=Precision.MONTH, month=number, lacks_day=day == "XX")
    return EdtfDate(year=year, precision=Precision.DAY, month=number, day=_day(match, year=year, month=number))


def _month(match: re.Match[str]) -> int:
    number = int(match["month"])
    if not 1 <= number <= 12:
        raise EdtfError(f"{match[0]!r} has no such month; months are 01 to 12, seasons 21 to 24 and without a day")
    return number


def _day(match: re.Match[str], *, year: int, month: int) -> int:
    number = int(match["day"])
    if not 1 <= number <= _days_in(year, month):
        raise EdtfError(f"{match[0]!r} has no such day; that month has {_days_in(year, month)} days")
    return number


def _days_in(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else _LENGTHS[month - 1]


def _as_date(day: Day) -> date | None:
    return date(*day) if MINYEAR <= day[0] <= MAXYEAR else None

"""One date as it is typed, without qualifiers: a day, month, season, year or decade of either calendar. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.core import edtf
from app.core.edtf import Season
from app.core.folding import fold
from app.core.persian import YEARS_BETWEEN, PersianSpan, bounds, from_persian
from app.drafts.calendar_words import GREGORIAN_MONTHS, IDLE, LUNAR, PERSIAN_MONTHS, SEASONS, WEEKDAYS
from app.drafts.errors import DateNotUnderstood, Trouble

_PERSIAN_YEARS: Final = range(1200, 1500)
GREGORIAN_YEARS: Final = range(1500, 2200)


class Calendar(StrEnum):
    """The calendar in which a date was typed."""

    GREGORIAN = "gregorian"
    PERSIAN = "persian"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A date without qualifiers: as EDTF where that has a word for it, and its first and last day in any case."""

    text: str | None
    first: date
    last: date
    calendar: Calendar
    otherwise: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The date by itself, as EDTF."""
        return self.text or f"{self.first}/{self.last}"

    def start(self) -> str:
        """The date as the beginning of something longer. The first day of a month is about when it began."""
        return self.text or f"{self.first}~"

    def end(self) -> str:
        """The date as the end of something longer."""
        return self.text or f"{self.last}~"

    def before(self) -> str:
        """The last thing that is certainly before, as exactly as the date itself is given."""
        return _as_fine_as(self.text, self.first - timedelta(days=1))

    def after(self) -> str:
        """The first thing that is certainly after, as exactly as the date itself is given."""
        return _as_fine_as(self.text, self.last + timedelta(days=1))


def _as_fine_as(text: str | None, day: date) -> str:
    """A day cut down to the year or the month where the date beside it is given no finer. A season is as a month."""
    if text is None or text.count("-") == 2:
        return day.isoformat()
    return f"{day.year:04}" if "-" not in text else f"{day.year:04}-{day.month:02}"


_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_YEAR_LAST: Final = re.compile(r"(?:(?P<day>\d{1,2})[-/.])?(?P<month>\d{1,2})[-/.](?P<year>\d{4})")
_SHORT_YEAR: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2})?|'?\d{2}")
_DECADE: Final = re.compile(r"(?:the )?(?P<year>\d{3}0)s|دهه[ٔی]? ?(?:ی )?(?P<persian>\d{3}0)")


def read_moment(text: str) -> Moment:
    """Read one date without qualifiers."""
    if match := _DECADE.fullmatch(text):
        return _decade(int(match["year"] or match["persian"]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _dated(int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None)
    if _SHORT_YEAR.fullmatch(text):
        raise DateNotUnderstood(Trouble.YEAR_SHORT)
    return _in_words(text)


def _year_last(year: int, month: int, day: int | None) -> Moment:
    """The day comes first, unless only the other order is a date; where both are, the other is told."""
    if day is None or day == month:
        return _dated(year, month, day)
    if month > 12 and day <= 12:
        return _dated(year, day, month)
    found = _dated(year, month, day)
    if day > 12:
        return found
    return replace(found, otherwise=(_dated(year, day, month).whole,))


def _in_words(text: str) -> Moment:
    words = [word for word in _words(text) if word not in IDLE]
    if LUNAR & set(words):
        raise DateNotUnderstood(Trouble.LUNAR)
    numbers = [int(word) for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    years = [number for number in numbers if number > 99]
    days = [number for number in numbers if number <= 99]
    if len(years) != 1 or len(days) > 1 or len(names) > 1 or (days and not names):
        raise DateNotUnderstood(Trouble.YEAR_SHORT if names and days and not years else Trouble.UNREADABLE)
    return _named(years[0], names[0] if names else None, days[0] if days else None)


def _words(text: str) -> list[str]:
    """The words without week days, endings of ordinals, and the word for month that Persian joins to its name."""
    words = fold(WEEKDAYS.sub(" ", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))).split()
    return [word.removesuffix("ماه") or word for word in words]


def _named(year: int, name: str | None, day: int | None) -> Moment:
    if name is None:
        return _dated(year, None, None)
    if name in SEASONS and day is None:
        return _season(year, SEASONS[name])
    calendar = _calendar_of(year)
    months, others = GREGORIAN_MONTHS, PERSIAN_MONTHS
    if calendar is Calendar.PERSIAN:
        months, others = others, months
    if name not in months:
        raise DateNotUnderstood(Trouble.CALENDARS_MIXED if name in others else Trouble.UNREADABLE)
    return _dated(year, months[name], day)


def _calendar_of(year: int) -> Calendar:
    if year in _PERSIAN_YEARS:
        return Calendar.PERSIAN
    if year in GREGORIAN_YEARS:
        return Calendar.GREGORIAN
    raise DateNotUnderstood(Trouble.YEAR_FAR)


def _season(year: int, season: Season) -> Moment:
    """A season is the same in both calendars; its Persian year begins with it."""
    calendar = _calendar_of(year)
    text = f"{year + YEARS_BETWEEN * (calendar is Calendar.PERSIAN)}-{season.value}"
    return _from_edtf(text, calendar)


def _decade(year: int) -> Moment:
    calendar = _calendar_of(year)
    if calendar is Calendar.GREGORIAN:
        return _from_edtf(f"{year // 10}X", calendar)
    first, last = bounds(PersianSpan(year, None))[0], bounds(PersianSpan(year + 9, None))[1]
    return Moment(text=None, first=first, last=last, calendar=calendar)


def _dated(year: int, month: int | None, day: int | None) -> Moment:
    calendar = _calendar_of(year)
    if month is not None and not 1 <= month <= 12:
        raise DateNotUnderstood(Trouble.NO_SUCH_MONTH)
    try:
        return _gregorian(year, month, day) if calendar is Calendar.GREGORIAN else _persian(year, month, day)
    except ValueError as error:
        raise DateNotUnderstood(Trouble.NO_SUCH_DAY) from error


def _gregorian(year: int, month: int | None, day: int | None) -> Moment:
    if month is None:
        return _from_edtf(f"{year}", Calendar.GREGORIAN)
    if day is None:
        return _from_edtf(f"{year}-{month:02}", Calendar.GREGORIAN)
    return _from_edtf(date(year, month, day).isoformat(), Calendar.GREGORIAN)


def _persian(year: int, month: int | None, day: int | None) -> Moment:
    if month is not None and day is not None:
        return _from_edtf(from_persian(year, month, day).isoformat(), Calendar.PERSIAN)
    first, last = bounds(PersianSpan(year, month))
    return Moment(text=None, first=first, last=last, calendar=Calendar.PERSIAN)


def _from_edtf(text: str, calendar: Calendar) -> Moment:
    given = edtf.parse(text)
    if given.earliest is None or given.latest is None:
        raise DateNotUnderstood(Trouble.YEAR_FAR)
    return Moment(text=text, first=given.earliest, last=given.latest, calendar=calendar)

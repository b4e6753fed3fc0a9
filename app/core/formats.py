"""Days, times and EDTF dates as templates show them, in the reader's language and calendar.

Names of months and orders of day and month come from CLDR, everything else from the catalogue: each function
that needs words takes ``gettext`` (a message in English and its values in, the words out), which is the
request's own unless a caller has another. Numbers are in ``numerals`` and offered here for templates.
"""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time
from typing import Final, NamedTuple, Protocol

import flask_babel
from babel import dates, lists

from app.core import edtf
from app.core.edtf import Edtf, EdtfDate, Missing, Precision, Season
from app.core.numerals import format_number, format_percent, in_own_digits, locale_of
from app.core.persian import MONTHS, OWN_MONTHS, YEARS_BETWEEN, PersianSpan, bounds, find_span, to_persian

__all__ = ["format_day", "format_edtf", "format_list", "format_number", "format_percent", "format_time"]

_PERSIAN_CALENDAR: Final = frozenset({"fa"})
_PERSIAN_YEARS_BEGIN: Final = 623
"""The first Gregorian year that lies wholly after the first day of the Persian calendar (March 622)."""
_FIRST: Final = {"fr": "1er"}
"""The first day of a month where it alone is an ordinal; CLDR's patterns cannot say so."""
_PERSIAN_SCRIPT: Final = frozenset({"fa", "ar"})


class PersianDay(NamedTuple):
    """A day of the Persian calendar; the month is its name in Persian."""

    year: int
    month: str
    day: int


class Gettext(Protocol):
    """Turn an English message and its values into words of the reader's language."""

    def __call__(self, message: str, /, **values: str) -> str:
        """Return the words."""


def format_day(day: date, language: str) -> str:
    """Write a day: ``22 November 2026``, ``۱ آذر ۱۴۰۵``. Of a moment, which must be aware, its day in UTC."""
    if isinstance(day, datetime):
        day = day.astimezone(UTC).date()
    if language in _PERSIAN_CALENDAR and day.year >= _PERSIAN_YEARS_BEGIN:
        persian = _persian(day)
        written = f"{persian.day} {persian.month} {persian.year}"
    else:
        written = dates.format_date(day, "long", locale=locale_of(language))
    if day.day == 1 and language in _FIRST:
        written = _FIRST[language] + written[1:]
    return in_own_digits(written, language)


def format_time(moment: datetime, language: str, *, gettext: Gettext = flask_babel.gettext) -> str:
    """Write an aware moment to the minute: ``22 November 2026, 14:00 UTC``."""
    in_utc = moment.astimezone(UTC)
    clock = in_own_digits(time(in_utc.hour, in_utc.minute).isoformat("minutes"), language)
    return gettext("%(day)s, %(time)s UTC", day=format_day(in_utc, language), time=clock)


def format_list(words: Sequence[str], language: str) -> str:
    """Join words as the language does: ``A, B and C``. Never none."""
    return lists.format_list(words, locale=locale_of(language))


def format_edtf(text: str, language: str, *, gettext: Gettext = flask_babel.gettext) -> str:
    """Write an EDTF date no more exactly than it is known; raise EdtfError where it is none.

    English: ``December 2009``, ``summer 1988 (approximate)``, ``December 2009 or later``.

    In the Persian calendar a day is one day, but a Gregorian month lies across two months and a Gregorian
    year across two years. Giving one of them would state what no source says; giving only «دسامبر ۲۰۰۹» would
    leave the reader to reckon. So both possible months stand first, joined by "or", and the date of the
    source follows in brackets, where anyone can check it: «آذر یا دی ۱۳۸۸ (دسامبر ۲۰۰۹)». A season is the
    same season in both and is given in the Persian year alone. Decades and centuries stay Gregorian, and are
    named so.

    The other way round, an interval that is exactly a month or a year of the Persian calendar was given in it:
    «آذر ۱۳۸۸», "November or December 2009 (Azar 1388 in the Persian calendar)".
    """
    given = edtf.parse(text)
    if span := _whole_persian(given):
        return _marked(given, _span(span, language, gettext), gettext)
    written = tuple(_date(one, language, gettext) for one in given.dates)
    if not given.is_interval:
        return written[0]
    if len(written) == 2:
        return gettext("%(start)s to %(end)s", start=written[0], end=written[1])
    return _half_interval(given, written[0], gettext)


def _half_interval(given: Edtf, words: str, gettext: Gettext) -> str:
    """An end that is open goes on (or has always been); one that is unknown is some day we do not know."""
    if given.end is Missing.OPEN:
        return gettext("since %(date)s", date=words)
    if given.end is Missing.UNKNOWN:
        return gettext("%(date)s or later", date=words)
    if given.start is Missing.OPEN:
        return gettext("until %(date)s", date=words)
    return gettext("%(date)s or earlier", date=words)


def _date(given: EdtfDate, language: str, gettext: Gettext) -> str:
    in_calendar = _in_persian if _is_in_persian_calendar(given, language) else _in_gregorian
    return _marked(given, _with_what_lacks(given, in_calendar(given, language, gettext), gettext), gettext)


def _marked(given: Edtf | EdtfDate, words: str, gettext: Gettext) -> str:
    if given.is_approximate and given.is_uncertain:
        return gettext("%(date)s (approximate and uncertain)", date=words)
    if given.is_approximate:
        return gettext("%(date)s (approximate)", date=words)
    if given.is_uncertain:
        return gettext("%(date)s (uncertain)", date=words)
    return words


def _whole_persian(given: Edtf) -> PersianSpan | None:
    """The Persian month or year that an interval of days is exactly, or None."""
    first, last = given.earliest, given.latest
    if not given.is_interval or first is None or last is None or given.precision is not Precision.DAY:
        return None
    return find_span(first, last) if first.year >= _PERSIAN_YEARS_BEGIN else None


def _span(span: PersianSpan, language: str, gettext: Gettext) -> str:
    months = OWN_MONTHS if language in _PERSIAN_SCRIPT else MONTHS
    own = in_own_digits(f"{months[span.month - 1]} {span.year}" if span.month else str(span.year), language)
    if language in _PERSIAN_CALENDAR:
        return own
    first, last = (_gregorian_end(day, span, language) for day in bounds(span))
    words = gettext("%(first)s or %(last)s", first=first, last=last)
    return f"{words} ({gettext('%(date)s in the Persian calendar', date=own)})"


def _gregorian_end(day: date, span: PersianSpan, language: str) -> str:
    """The Gregorian month of an end of a Persian month, or the year of an end of a year."""
    skeleton = "yMMMM" if span.month else "y"
    return in_own_digits(dates.format_skeleton(skeleton, day, locale=locale_of(language)), language)


def _is_in_persian_calendar(given: EdtfDate, language: str) -> bool:
    return (
        language in _PERSIAN_CALENDAR
        and given.precision >= Precision.YEAR
        and _PERSIAN_YEARS_BEGIN <= given.year <= MAXYEAR
    )


def _with_what_lacks(given: EdtfDate, words: str, gettext: Gettext) -> str:
    if given.lacks_month and given.lacks_day:
        return gettext("%(date)s, month and day unknown", date=words)
    if given.lacks_month:
        return gettext("%(date)s, month unknown", date=words)
    if given.lacks_day:
        return gettext("%(date)s, day unknown", date=words)
    return words


def _in_gregorian(given: EdtfDate, language: str, gettext: Gettext) -> str:
    year = _year(given.year, language, gettext)
    match given.precision:
        case Precision.CENTURY:
            last = _year(given.last_year, language, gettext)
            return gettext("between %(first)s and %(last)s", first=year, last=last)
        case Precision.DECADE:
            return gettext("%(decade)ss", decade=year)
        case Precision.YEAR:
            return year
        case Precision.SEASON:
            return _season(given, _season_years(given, language, gettext), gettext)
        case _:
            return _gregorian_month_or_day(given, language, gettext)


def _gregorian_month_or_day(given: EdtfDate, language: str, gettext: Gettext) -> str:
    locale = locale_of(language)
    if not MINYEAR <= given.year <= MAXYEAR:
        month = locale.months["format"]["wide"][given.month or 1]
        day = f"{given.day} " if given.day else ""
        return in_own_digits(f"{day}{month} ", language) + _year(given.year, language, gettext)
    first = date(*given.first)
    if given.precision is Precision.DAY:
        return format_day(first, language)
    return in_own_digits(dates.format_skeleton("yMMMM", first, locale=locale), language)


def _year(year: int, language: str, gettext: Gettext) -> str:
    """A year without separators; the year 0 of the calendar is 1 BCE."""
    if year > 0:
        return in_own_digits(str(year), language)
    return gettext("%(year)s BCE", year=in_own_digits(str(1 - year), language))


def _season_years(given: EdtfDate, language: str, gettext: Gettext) -> str:
    """The year of a season; a winter has two, and says so."""
    year = _year(given.year, language, gettext)
    if given.season is Season.WINTER and given.year > 0:
        return year + in_own_digits(f"/{(given.year + 1) % 100:02d}", language)
    return year


def _season(given: EdtfDate, year: str, gettext: Gettext) -> str:
    match given.season:
        case Season.SPRING:
            return gettext("spring %(year)s", year=year)
        case Season.SUMMER:
            return gettext("summer %(year)s", year=year)
        case Season.AUTUMN:
            return gettext("autumn %(year)s", year=year)
        case _:
            return gettext("winter %(year)s", year=year)


def _in_persian(given: EdtfDate, language: str, gettext: Gettext) -> str:
    if given.precision is Precision.DAY:
        return format_day(date(*given.first), language)
    if given.season:
        return _season(given, in_own_digits(str(given.year - YEARS_BETWEEN), language), gettext)
    first, last = _persian(date(*given.first)), _persian(date(*given.last))
    if given.precision is Precision.YEAR:
        span = gettext("the year %(first)s or %(last)s", first=str(first.year), last=str(last.year))
        known = gettext("%(year)s CE", year=str(given.year))
        return in_own_digits(f"{span} ({known})", language)
    earlier = first.month if first.year == last.year else f"{first.month} {first.year}"
    span = gettext("%(first)s or %(last)s", first=earlier, last=f"{last.month} {last.year}")
    return in_own_digits(f"{span} ({_gregorian_month_or_day(given, language, gettext)})", language)


def _persian(day: date) -> PersianDay:
    year, month, number = to_persian(day)
    return PersianDay(year, OWN_MONTHS[month - 1], number)

"""Numbers, dates and countries as the recipient reads them."""

from datetime import UTC, date, datetime
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from persiantools import digits
from persiantools.jdatetime import JalaliDate

from app.deliveries.facts import OTHER_COUNTRIES, UNKNOWN_COUNTRY

_PERSIAN: Final = "fa"
_PERSIAN_DATE: Final[Any] = JalaliDate
"""persiantools has no types."""


def localised_count(number: int, language: str) -> str:
    """Return a number with its thousands parted: ``12,345``, ``۱۲٬۳۴۵``.

    Babel takes a language's separators but leaves the digits Latin.
    """
    return localised_digits(format_decimal(number, locale=language, numbering_system="default"), language)


def localised_share(share: float, language: str) -> str:
    """Return a share of 1 as per cent with one decimal: ``0.123`` gives ``12.3%``."""
    per_cent = format_percent(share, format="#,##0.0%", locale=language, numbering_system="default")
    return localised_digits(per_cent, language)


def localised_digits(text: str, language: str) -> str:
    """Return the text with its digits in the reader's own (Persian ones in fa)."""
    return str(digits.en_to_fa(text)) if language == _PERSIAN else text


def localised_day(moment: datetime, language: str) -> str:
    """Return the day in UTC, in the reader's calendar: ``22 November 2026``, ``۱ آذر ۱۴۰۵``."""
    day = moment.astimezone(UTC).date()
    if language == _PERSIAN:
        jalali = _PERSIAN_DATE(day)
        month = jalali.strftime("%B", locale=_PERSIAN)
        return localised_digits(f"{jalali.day} {month} {jalali.year}", language)
    return format_date(day, "d MMMM y", locale=language)


def localised_time(moment: datetime, language: str) -> str:
    """Return the time of day in UTC, ``14:00``."""
    return localised_digits(moment.astimezone(UTC).strftime("%H:%M"), language)


def localised_month(month: str, language: str, *, brief: bool = False) -> str:
    """Return a Gregorian month, given as ``"2026-11"``, in words: figures are counted by that calendar."""
    year, number = (int(part) for part in month.split("-"))
    pattern = "LLL yy" if brief else "LLLL y"
    return localised_digits(format_date(date(year, number, 1), pattern, locale=language), language)


def localised_country(code: str, language: str, words: dict[str, str]) -> str:
    """Return a country's name by CLDR; a code CLDR does not know stays a code."""
    if code == UNKNOWN_COUNTRY:
        return words["country_unknown"]
    if code == OTHER_COUNTRIES:
        return words["country_other"]
    return str(Locale.parse(language).territories.get(code, code))

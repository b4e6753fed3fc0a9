"""Numbers as a reader writes them: own digits, separators and percent sign."""

from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale, numbers

_REGIONS: Final = {"en": "en_GB"}
"""Where a bare language would mean a country's habits that are not ours (month before day)."""

_DIGITS: Final = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
"""By CLDR numbering system. Babel sets the separators of these systems and leaves the digits Latin."""


@cache
def locale_of(language: str) -> Locale:
    """Return CLDR's locale for a language of the site."""
    return Locale.parse(_REGIONS.get(language, language))


@cache
def _symbols(language: str) -> dict[int, str]:
    """What stands in place of each Latin digit and of the percent sign."""
    locale = locale_of(language)
    system = locale.default_numbering_system
    if system not in _DIGITS:
        return {}
    own = (*_DIGITS[system], locale.number_symbols[system]["percentSign"])
    return {ord(latin): sign for latin, sign in zip("0123456789%", own, strict=True)}


def in_own_digits(text: str, language: str) -> str:
    """Return the text with Latin digits and percent signs replaced by the language's own."""
    return text.translate(_symbols(language))


def format_number(number: int | float | Decimal, language: str) -> str:
    """Write a number with the language's digits and separators: ``12,345`` or ``۱۲٬۳۴۵``."""
    written = numbers.format_decimal(number, locale=locale_of(language), numbering_system="default")
    return in_own_digits(written, language)


def format_percent(share: float | Decimal, language: str) -> str:
    """Write a share (1 is all) as whole percent: ``83%`` or ``۸۳٪``."""
    written = numbers.format_percent(share, locale=locale_of(language), numbering_system="default")
    return in_own_digits(written, language)

"""Numbers, days and EDTF dates in English and Persian, with the Persian catalogue's own words."""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.core import formats
from app.core.formats import format_day, format_edtf, format_list, format_number, format_percent, format_time

CATALOGUES = Path(formats.__file__).parents[1] / "translations" / "fa" / "LC_MESSAGES"

EDTF_WORDS = {
    "2009-12": ("December 2009", "آذر یا دی ۱۳۸۸ (دسامبر ۲۰۰۹)"),
    "2010-03": ("March 2010", "اسفند ۱۳۸۸ یا فروردین ۱۳۸۹ (مارس ۲۰۱۰)"),
    "1988-22~": ("summer 1988 (approximate)", "حدود تابستان ۱۳۶۷"),
    "2009-24": ("winter 2009/10", "زمستان ۱۳۸۸"),
    "2022?": ("2022 (uncertain)", "احتمالاً سال ۱۴۰۰ یا ۱۴۰۱ (۲۰۲۲ میلادی)"),
    "2022-08-26": ("26 August 2022", "۴ شهریور ۱۴۰۱"),
    "2022-08%": (
        "August 2022 (approximate and uncertain)",
        "احتمالاً حدود مرداد یا شهریور ۱۴۰۱ (اوت ۲۰۲۲)",
    ),
    "198X": ("1980s", "دههٔ ۱۹۸۰ میلادی"),
    "19XX": ("between 1900 and 1999", "بین ۱۹۰۰ و ۱۹۹۹ میلادی"),
    "2009-XX": ("2009, month unknown", "سال ۱۳۸۷ یا ۱۳۸۸ (۲۰۰۹ میلادی)، ماه نامعلوم"),
    "2009-12-XX": ("December 2009, day unknown", "آذر یا دی ۱۳۸۸ (دسامبر ۲۰۰۹)، روز نامعلوم"),
    "2009-12/": ("December 2009 or later", "آذر یا دی ۱۳۸۸ (دسامبر ۲۰۰۹) یا پس از آن"),
    "2009-12-05/..": ("since 5 December 2009", "از ۱۴ آذر ۱۳۸۸ تاکنون"),
    "/2009-12-05": ("5 December 2009 or earlier", "۱۴ آذر ۱۳۸۸ یا پیش از آن"),
    "../2009-12-05": ("until 5 December 2009", "تا ۱۴ آذر ۱۳۸۸"),
    "2009-12-05/2022-08-26": ("5 December 2009 to 26 August 2022", "از ۱۴ آذر ۱۳۸۸ تا ۴ شهریور ۱۴۰۱"),
    "2009-11-22/2009-12-21": ("November 2009 or December 2009 (Azar 1388 in the Persian calendar)", "آذر ۱۳۸۸"),
    "2009-03-21~/2010-03-20~": ("2009 or 2010 (1388 in the Persian calendar) (approximate)", "حدود ۱۳۸۸"),
    "2009-03-21/2010-03-19": ("21 March 2009 to 19 March 2010", "از ۱ فروردین ۱۳۸۸ تا ۲۸ اسفند ۱۳۸۸"),
    "-0044-03": ("March 45 BCE", "مارس ۴۵ پیش از میلاد"),
}


def english(message: str, /, **values: str) -> str:
    return message % values


def persian(message: str, /, **values: str) -> str:
    return persian_words()[message] % values


@cache
def persian_words() -> dict[str, str]:
    """Every message of the Persian catalogue; KeyError means that a word has no translation."""
    words = {}
    for path in sorted(CATALOGUES.glob("*.po*")):
        with path.open("rb") as file:
            words |= {message.id: message.string for message in read_po(file) if isinstance(message.id, str)}
    return words


@pytest.mark.parametrize(("text", "words"), EDTF_WORDS.items())
def test_a_date_is_written_no_more_exactly_than_it_is_known(text, words):
    assert format_edtf(text, "en", gettext=english) == words[0]
    assert format_edtf(text, "fa", gettext=persian) == words[1]


def test_numbers_have_the_digits_and_separators_of_the_language():
    assert [format_number(12345, language) for language in ("en", "fa")] == ["12,345", "۱۲٬۳۴۵"]
    assert [format_percent(0.834, language) for language in ("en", "fa")] == ["83%", "۸۳٪"]
    assert [format_number(12345, language) for language in ("fr", "de", "es", "ar")] == [
        "12\u202f345", "12.345", "12.345", "12,345",
    ]  # fmt: skip
    assert format_number(0.5, "fa") == "۰٫۵"


def test_days_are_in_the_calendar_of_the_language():
    assert format_day(date(2026, 11, 22), "en") == "22 November 2026"
    assert format_day(date(2026, 11, 22), "fa") == "۱ آذر ۱۴۰۵"
    assert format_day(date(2025, 3, 20), "fa") == "۳۰ اسفند ۱۴۰۳"
    assert [format_day(date(2026, 11, 1), language) for language in ("fr", "de", "es", "ar")] == [
        "1er novembre 2026", "1. November 2026", "1 de noviembre de 2026", "1 نوفمبر 2026",
    ]  # fmt: skip
    assert format_day(date(2026, 11, 11), "fr") == "11 novembre 2026"


def test_moments_are_in_utc():
    tehran = timezone(timedelta(hours=3, minutes=30))
    moment = datetime(2026, 11, 23, 1, 5, tzinfo=tehran)
    assert format_day(moment, "en") == "22 November 2026"
    assert format_time(moment, "en", gettext=english) == "22 November 2026, 21:35 UTC"
    assert format_time(moment.astimezone(UTC), "fa", gettext=persian).endswith("۲۱:۳۵ به وقت گرینویچ")


@pytest.mark.parametrize(
    ("language", "one", "two", "three"),
    [
        ("en", "A", "A and B", "A, B and C"),
        ("fa", "A", "A و B", "A،\u200f B، و C"),
        ("fr", "A", "A et B", "A, B et C"),
        ("de", "A", "A und B", "A, B und C"),
        ("es", "A", "A y B", "A, B y C"),
        ("ar", "A", "A وB", "A وB وC"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(language: str, one: str, two: str, three: str) -> None:
    names = ["A", "B", "C"]
    assert [format_list(names[:count], language) for count in (1, 2, 3)] == [one, two, three]

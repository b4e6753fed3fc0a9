"""Figures, days and countries as a Persian and an English reader know them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.deliveries.documents import document_words
from app.deliveries.localised import (
    localised_count,
    localised_country,
    localised_day,
    localised_month,
    localised_share,
    localised_time,
)

MOMENT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def test_counts_and_shares():
    assert (localised_count(12345, "en"), localised_count(12345, "fa")) == ("12,345", "۱۲٬۳۴۵")
    assert (localised_share(0.341, "en"), localised_share(0.341, "fa")) == ("34.1%", "۳۴٫۱%")


def test_days_follow_the_reader_s_calendar():
    assert (localised_day(MOMENT, "en"), localised_day(MOMENT, "fa")) == ("22 November 2026", "۱ آذر ۱۴۰۵")
    assert localised_time(MOMENT, "fa") == "۱۴:۰۰"


def test_a_day_is_the_day_in_utc():
    elsewhere = datetime(2026, 11, 23, 1, 0, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert localised_day(elsewhere, "en") == "22 November 2026"
    assert localised_time(elsewhere, "en") == "21:30"


def test_months_are_gregorian_in_every_language():
    assert (localised_month("2026-11", "en"), localised_month("2026-11", "fa")) == (
        "November 2026",
        "نوامبر ۲۰۲۶",
    )


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("DE", "en", "Germany"), ("DE", "fa", "آلمان"), ("", "en", "Not stated"), ("QQ", "en", "QQ")],
)
def test_countries(code, language, name):
    assert localised_country(code, language, document_words(language)) == name


def test_both_languages_have_the_same_words():
    english, persian = document_words("en"), document_words("fa")
    assert english.keys() == persian.keys()
    assert all(type(english[key]) is type(persian[key]) for key in english)

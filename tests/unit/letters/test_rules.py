"""When a letter is wanted, and what fits into a link."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.letters.rules import COUNTED_AN_HOUR, MAILTO_LENGTH, Standing, count_in, mailto, mailto_without_body, standing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes_in", "is_stopped", "expected"),
    [
        (None, False, Standing.WANTED),
        (1, False, Standing.WANTED),
        (0, False, Standing.OVER),
        (-1, False, Standing.OVER),
        (None, True, Standing.STOPPED),
        (-1, True, Standing.STOPPED),
    ],
)
def test_a_letter_is_wanted_until_its_deadline_or_its_stop(
    closes_in: int | None, is_stopped: bool, expected: Standing
) -> None:
    closes_at = None if closes_in is None else NOW + timedelta(hours=closes_in)
    assert standing(closes_at=closes_at, is_stopped=is_stopped, now=NOW) is expected


def test_a_link_carries_the_letter_and_nothing_else() -> None:
    body = "Dear Sir,\n\nfree her & him? 100% #now\nمریم"
    link = mailto("a+b@example.org", subject="Her & him?bcc=x", body=body)
    assert link
    parts = urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "a%2Bb@example.org")
    assert parse_qs(parts.query) == {"subject": ["Her & him?bcc=x"], "body": [body.replace("\n", "\r\n")]}


def test_an_address_cannot_add_another_recipient() -> None:
    assert "?" not in mailto_without_body("a@example.org?bcc=b@example.org", subject="x").partition("?subject")[0]


def test_a_letter_that_is_too_long_is_not_cut() -> None:
    assert mailto("a@example.org", subject="x", body="م" * 400) is None
    longest = mailto("a@example.org", subject="x", body="y" * 1_500)
    assert longest
    assert len(longest) <= MAILTO_LENGTH


@pytest.mark.parametrize(
    ("sent", "before", "counted"),
    [(3, 0, 3), (10, COUNTED_AN_HOUR - 4, 4), (10, COUNTED_AN_HOUR, 0), (10, COUNTED_AN_HOUR + 9, 0)],
)
def test_an_hour_brings_only_so_many(sent: int, before: int, counted: int) -> None:
    assert count_in(sent, already_in_hour=before) == counted

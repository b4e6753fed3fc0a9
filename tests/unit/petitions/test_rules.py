"""Open or not, and how far to the next milestone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.petitions.rules import Opening, next_milestone, opening

OPENS = datetime(2026, 1, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=30)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [(OPENS - TICK, Opening.NOT_OPEN), (OPENS, Opening.OPEN), (CLOSES - TICK, Opening.OPEN), (CLOSES, Opening.CLOSED)],
)
def test_open_from_its_first_moment_until_just_before_its_last(now: datetime, expected: Opening) -> None:
    assert opening(opens_at=OPENS, closes_at=CLOSES, now=now) is expected


def test_without_an_end_it_stays_open() -> None:
    assert opening(opens_at=OPENS, closes_at=None, now=OPENS + timedelta(days=9999)) is Opening.OPEN


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [(0, 100), (99, 100), (100, 500), (500, 1000), (1000, 2000), (1234, 2000), (9999, 10000), (10000, 20000)],
)
def test_the_next_milestone(confirmed: int, expected: int) -> None:
    assert next_milestone(confirmed, milestones=[500, 100], goal=1000) == expected


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6)), st.integers(1, 10**6))
def test_it_always_lies_ahead(confirmed: int, milestones: list[int], goal: int) -> None:
    assert next_milestone(confirmed, milestones=milestones, goal=goal) > confirmed

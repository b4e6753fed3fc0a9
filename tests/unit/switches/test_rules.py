"""What a standstill takes from a petition: never less than was lost, never anything of one that lost nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.switches.rules import time_lost

BEGAN = datetime(2026, 5, 1, 12, tzinfo=UTC)
ENDED = BEGAN + timedelta(hours=5, seconds=1)
DAYS = st.integers(-400, 400).map(lambda days: BEGAN + timedelta(days=days))


def lost(opens_at: datetime, closes_at: datetime | None) -> timedelta:
    return time_lost(opens_at=opens_at, closes_at=closes_at, began_at=BEGAN, ended_at=ENDED)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "expected"),
    [
        (BEGAN - timedelta(days=9), ENDED + timedelta(days=9), timedelta(hours=5, minutes=1)),
        (BEGAN - timedelta(days=9), BEGAN + timedelta(minutes=1), timedelta(hours=5, minutes=1)),
        (BEGAN + timedelta(hours=4), ENDED + timedelta(days=9), timedelta(hours=1, minutes=1)),
        (BEGAN - timedelta(days=9), BEGAN, timedelta()),
        (BEGAN - timedelta(days=9), None, timedelta()),
        (ENDED, ENDED + timedelta(days=9), timedelta()),
    ],
    ids=["open all the time", "would have closed meanwhile", "opened meanwhile", "closed before", "no end", "later"],
)
def test_what_is_given_back(opens_at: datetime, closes_at: datetime | None, expected: timedelta) -> None:
    assert lost(opens_at, closes_at) == expected


@given(DAYS, st.timedeltas(timedelta(minutes=1), timedelta(days=800)))
def test_whole_minutes_and_at_most_one_too_many(opens_at: datetime, open_for: timedelta) -> None:
    closes_at = opens_at + open_for
    given_back = lost(opens_at, closes_at)
    taken = max(timedelta(), min(closes_at, ENDED) - max(opens_at, BEGAN))
    assert given_back % timedelta(minutes=1) == timedelta()
    assert given_back >= taken
    assert given_back <= ENDED - BEGAN + timedelta(minutes=1)
    assert bool(given_back) == bool(taken)

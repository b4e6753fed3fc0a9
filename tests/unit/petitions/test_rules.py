"""How far to the next milestone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.petitions.rules import next_milestone


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [(0, 100), (99, 100), (100, 500), (500, 1000), (1000, 2000), (1234, 2000), (9999, 10000), (10000, 20000)],
)
def test_the_next_milestone(confirmed: int, expected: int) -> None:
    assert next_milestone(confirmed, milestones=[500, 100], goal=1000) == expected


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6)), st.integers(1, 10**6))
def test_it_always_lies_ahead(confirmed: int, milestones: list[int], goal: int) -> None:
    assert next_milestone(confirmed, milestones=milestones, goal=goal) > confirmed

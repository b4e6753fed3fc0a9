"""What is told in tens: at least so many, and one person more moves it for one lot in ten at most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.rules import SMALLEST_CHANGE, SMALLEST_GROUP, TENS, tell_in_tens

LOTS = range(TENS)
TOLD = st.integers(0, 30).map(lambda tens: tens * TENS)


@pytest.mark.parametrize(
    ("count", "said", "lot", "told"),
    [
        (9, 0, 0, 0),
        (10, 0, 0, 10),
        (14, 0, 5, 0),
        (15, 0, 5, 10),
        (39, 10, 0, 30),
        (39, 10, 9, 30),
        (40, 10, 9, 30),
        (19, 20, 0, 20),
        (9, 20, 0, 0),
        (0, 40, 3, 0),
    ],
)
def test_examples(count: int, said: int, lot: int, told: int) -> None:
    assert tell_in_tens(count, said=said, lot=lot) == told


@given(st.integers(0, 400), TOLD, st.sampled_from(LOTS))
def test_no_small_group_and_no_small_step(count: int, said: int, lot: int) -> None:
    told = tell_in_tens(count, said=said, lot=lot)
    assert told == 0 or told >= SMALLEST_GROUP
    assert told == said or abs(told - said) >= SMALLEST_CHANGE


@given(st.integers(0, 400), TOLD, st.sampled_from(LOTS))
def test_what_is_told_anew_is_true(count: int, said: int, lot: int) -> None:
    told = tell_in_tens(count, said=said, lot=lot)
    assert told == said or told <= count


@given(st.integers(0, 400), TOLD)
def test_one_person_more_is_seen_for_one_lot_in_ten_at_most(count: int, said: int) -> None:
    """Whatever an attacker has added of his own, and whatever he was told before."""
    moved = [tell_in_tens(count, said=said, lot=lot) != tell_in_tens(count + 1, said=said, lot=lot) for lot in LOTS]
    assert sum(moved) <= 1


@given(st.integers(0, 400), st.lists(st.sampled_from(LOTS), min_size=8, max_size=8))
def test_asked_again_and_again_it_comes_to_rest(count: int, lots: list[int]) -> None:
    said, steps = 0, 0
    for lot in lots:
        told = tell_in_tens(count, said=said, lot=lot)
        said, steps = told, steps + (told != said)
    assert steps <= 2
    assert count - 2 * TENS < said <= count or count < 2 * TENS

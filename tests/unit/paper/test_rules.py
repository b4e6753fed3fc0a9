"""What is said of people who signed twice says nothing of one of them."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.paper.rules import LEAST_CHANGE, MOST_CHANGE, STEP, renew_overlap

DRAWS = list(product(range(LEAST_CHANGE, MOST_CHANGE), range(STEP)))


@given(st.integers(0, 500), st.sampled_from(DRAWS))
def test_it_is_near_the_truth_and_a_round_figure(now: int, draw: tuple[int, int]) -> None:
    patience, rounding = draw
    said = renew_overlap(0, now, patience=patience, rounding=rounding)
    assert said % STEP == 0
    assert abs(said - now) < MOST_CHANGE


@given(st.integers(0, 9))
def test_of_fewer_than_ten_nothing_is_ever_said(now: int) -> None:
    assert {renew_overlap(0, now, patience=patience, rounding=rounding) for patience, rounding in DRAWS} == {0}


@given(st.integers(0, 50), st.integers(0, 200))
def test_one_address_more_is_seen_with_a_chance_of_one_in_ten_at_most(tens: int, now: int) -> None:
    before = tens * STEP

    def said(overlap: int) -> list[int]:
        return [renew_overlap(before, overlap, patience=patience, rounding=rounding) for patience, rounding in DRAWS]

    different = sum(one != other for one, other in zip(said(now), said(now + 1), strict=True))
    assert different <= len(DRAWS) * 0.15

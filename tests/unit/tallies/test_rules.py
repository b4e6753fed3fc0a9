"""Small groups are never told apart; a thank-you claims no more than is so."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.rules import SMALLEST_CLAIM, SMALLEST_GROUP, day_spoken_of, fold_small_groups, others_for_certain

GROUPS = st.dictionaries(st.text(min_size=1, max_size=2), st.integers(1, 60))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({}, []),
        ({"DE": 10, "FR": 30}, [("FR", 30), ("DE", 10)]),
        ({"DE": 10, "FR": 30, "IR": 10, "AT": 9}, [("FR", 30), ("DE", 10), ("other", 19)]),
        ({"DE": 10, "IR": 1}, [("other", 11)]),
        ({"IR": 9}, [("other", 9)]),
    ],
)
def test_examples(groups: dict[str, int], expected: list[tuple[str, int]]) -> None:
    assert fold_small_groups(groups, other="other") == expected


@given(GROUPS)
def test_nobody_is_lost(groups: dict[str, int]) -> None:
    assert sum(n for _, n in fold_small_groups(groups, other="other")) == sum(groups.values())


@given(GROUPS)
def test_no_shown_group_is_small_unless_it_is_everybody(groups: dict[str, int]) -> None:
    told = fold_small_groups(groups, other="other")
    assert all(n >= SMALLEST_GROUP for _, n in told) or len(told) == 1


@given(GROUPS)
def test_a_shown_group_keeps_its_own_number(groups: dict[str, int]) -> None:
    assert all(groups[key] == n for key, n in fold_small_groups(groups, other="other") if key != "other")


@pytest.mark.parametrize(("hour", "day"), [(0, 24), (5, 24), (6, 25), (23, 25)])
def test_a_figure_made_at_night_speaks_of_the_day_before(hour: int, day: int) -> None:
    assert day_spoken_of(datetime(2026, 11, 25, hour, 30, tzinfo=UTC)) == date(2026, 11, day)


@pytest.mark.parametrize(
    ("confirmed", "told"),
    [(0, 0), (1, 0), (11, 0), (12, 10), (13, 11), (101, 99), (102, 100), (112, 110), (12_345, 12_000)],
)
def test_others_for_certain(confirmed: int, told: int) -> None:
    assert others_for_certain(confirmed) == told


@given(st.integers(0, 10**9))
def test_more_than_is_true_whether_the_reader_is_counted_yet_or_not(confirmed: int) -> None:
    told = others_for_certain(confirmed)
    assert told == 0 or SMALLEST_CLAIM <= told < confirmed - 1

"""Small groups are never told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.rules import SMALLEST_GROUP, fold_small_groups

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

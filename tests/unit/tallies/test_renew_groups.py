"""What two days of figures may tell about anybody: nothing below ten."""

from hypothesis import given
from hypothesis import strategies as st

from app.tallies.rules import SMALLEST_CHANGE, SMALLEST_GROUP, Groups, renew_groups

NOTHING = Groups({}, 0)
COUNTS = st.dictionaries(st.sampled_from(["", "DE", "FR", "IR", "SE", "US"]), st.integers(0, 60))


def test_a_group_is_shown_from_ten_on() -> None:
    assert renew_groups(NOTHING, {"DE": 10, "FR": 9, "IR": 3}) == Groups({"DE": 10}, 12)


def test_a_small_change_is_not_told() -> None:
    before = Groups({"DE": 40}, 12)
    assert renew_groups(before, {"DE": 49, "FR": 12, "IR": 5}) == Groups({"DE": 40, "FR": 12}, 12)
    assert renew_groups(before, {"DE": 50, "FR": 9, "IR": 9}).shown == {"DE": 50}
    assert renew_groups(before, {"DE": 31, "FR": 9}).shown == {"DE": 40}


def test_a_group_that_shrank_below_ten_goes_once_that_tells_of_ten() -> None:
    assert renew_groups(Groups({"DE": 12}, 0), {"DE": 9}).shown == {"DE": 12}
    assert renew_groups(Groups({"DE": 40}, 0), {"DE": 9}).shown == {}


def test_the_last_few_are_not_told_by_the_total() -> None:
    """105 in all and 102 in Germany would say that three are elsewhere."""
    assert renew_groups(NOTHING, {"DE": 102, "IR": 3}) == Groups({}, 105)
    assert renew_groups(NOTHING, {"DE": 102, "FR": 20, "IR": 3}) == Groups({"DE": 102}, 23)
    assert renew_groups(Groups({"DE": 80}, 12), {"DE": 102, "IR": 3}) == Groups({"DE": 80}, 25)


def test_nobody_left_out_is_nobody_picked_out() -> None:
    assert renew_groups(NOTHING, {"DE": 102, "FR": 20}) == Groups({"DE": 102, "FR": 20}, 0)


@given(st.lists(COUNTS, min_size=1, max_size=5))
def test_no_figure_and_no_step_is_ever_small(days: list[dict[str, int]]) -> None:
    said = NOTHING
    for counts in days:
        new = renew_groups(said, counts)
        assert all(count >= SMALLEST_GROUP for count in new.shown.values())
        for key in new.shown.keys() | said.shown.keys():
            step = abs(new.shown.get(key, 0) - said.shown.get(key, 0))
            assert step == 0 or step >= SMALLEST_CHANGE
        assert new.other == 0 or new.other >= SMALLEST_GROUP
        assert new.other in (0, said.other) or abs(new.other - said.other) >= SMALLEST_CHANGE
        said = new


@given(COUNTS)
def test_a_first_publication_leaves_out_nobody_or_ten(counts: dict[str, int]) -> None:
    new = renew_groups(NOTHING, counts)
    left_out = sum(counts.values()) - sum(new.shown.values())
    assert left_out == 0 or left_out >= SMALLEST_GROUP or not new.shown

"""Reckoning changes from the figure as it stood."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.tallies.series import Mark, changes_between, totals_before

START = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARKS = [Mark(START, 5), Mark(START + 3 * HOUR, 9), Mark(START + 25 * HOUR, 7)]


def _edges(*hours: int) -> list[datetime]:
    return [START + each * HOUR for each in hours]


def test_a_figure_stands_until_the_next() -> None:
    assert totals_before(MARKS, _edges(0, 1, 3, 4, 25, 26)) == [0, 5, 5, 9, 9, 7]


def test_who_leaves_lowers_the_hour_of_leaving() -> None:
    assert changes_between(MARKS, _edges(0, 1, 2, 3, 4, 24, 48)) == [5, 0, 0, 4, 0, -2]


def test_before_anything_there_is_nothing() -> None:
    assert changes_between([], _edges(0, 1, 2)) == [0, 0]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 500)), max_size=20, unique_by=lambda mark: mark[0]))
def test_changes_add_up_to_the_figure(pairs: list[tuple[int, int]]) -> None:
    marks = [Mark(START + hour * HOUR, count) for hour, count in sorted(pairs)]
    assert sum(changes_between(marks, _edges(*range(101)))) == (marks[-1].confirmed if marks else 0)

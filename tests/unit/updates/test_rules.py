"""Three a week and never more, half an hour of second thoughts, and figures of a sending that are honest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.updates.rules import A_WEEK_AT_MOST, Lack, lack_of, list_whole, may_begin, pace
from app.updates.states import BEGUN, MOVES, UpdateState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def days(*numbers: float) -> list[datetime]:
    return [NOW + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("begun", "may"),
    [
        ([], True),
        ([-1, -2], True),
        ([-1, -2, -3], False),
        ([-1, -2, -7], True),
        ([-8, -9, -10], True),
        ([-1, -2, 0.01], False),
        ([-6, 3, 3], True),
        ([-2, 3, 3], False),
        ([1, 2, 3], False),
    ],
)
def test_no_week_holds_more_than_three(begun: list[float], may: bool) -> None:
    assert may_begin(days(*begun), at=NOW) is may


@given(st.lists(st.integers(0, 60 * 24), max_size=40))
def test_whatever_is_tried_every_week_holds_three_at_most(hours: list[int]) -> None:
    begun: list[datetime] = []
    for hour in hours:
        moment = NOW + timedelta(hours=hour)
        begun += [moment] if may_begin(begun, at=moment) else []
    assert all(sum(first <= each < first + WEEK for each in begun) <= A_WEEK_AT_MOST for first in begun)


@pytest.mark.parametrize(
    ("subject", "body", "lack"),
    [("", " \n", Lack.EVERYTHING), ("", "b", Lack.SUBJECT), ("s", "", Lack.BODY), ("s", "b", None)],
)
def test_what_a_language_lacks_is_named(subject: str, body: str, lack: Lack | None) -> None:
    assert lack_of(subject, body) is lack


def test_only_whole_languages_count() -> None:
    subject, body = {"en": "s", "fa": "s", "de": " "}, {"en": "b", "de": "b"}
    assert list_whole(subject, body) == ["en"]


def test_the_pace_is_that_since_the_sending_last_began() -> None:
    told = pace(done=700, total=1000, done_before=500, since=NOW - timedelta(seconds=20), now=NOW)
    assert (told.per_second, told.left) == (10.0, timedelta(seconds=30))


@pytest.mark.parametrize(("done", "since"), [(500, NOW - WEEK), (600, None), (600, NOW)])
def test_what_cannot_be_told_is_not_told(done: int, since: datetime | None) -> None:
    told = pace(done=done, total=1000, done_before=500, since=since, now=NOW)
    assert (told.per_second, told.left) == (None, None)


def test_nothing_leaves_an_end_and_nothing_goes_out_without_approval() -> None:
    ends = {UpdateState.SENT, UpdateState.CANCELLED}
    assert not {before for before, _ in MOVES} & ends
    assert {before for before, after in MOVES if after in BEGUN and before not in BEGUN} == {UpdateState.APPROVED}
    assert {before for before, after in MOVES if after is UpdateState.APPROVED} == {UpdateState.READY}

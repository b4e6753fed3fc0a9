"""What a reply of a mail server means, and when to try again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.rules import LONGEST_PAUSE, TRIES, Outcome, choose_to_leave, judge, pause_before

FIRST = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("code", "expected"),
    [(250, Outcome.SENT), (251, Outcome.SENT), (421, Outcome.TEMPORARY), (451, Outcome.TEMPORARY),
     (550, Outcome.PERMANENT), (553, Outcome.PERMANENT)],
)  # fmt: skip
def test_replies(code: int, expected: Outcome) -> None:
    assert judge(code, attempts=1) is expected


def test_the_last_try_exhausts() -> None:
    assert judge(451, attempts=TRIES - 1) is Outcome.TEMPORARY
    assert judge(451, attempts=TRIES) is Outcome.EXHAUSTED
    assert judge(250, attempts=TRIES) is Outcome.SENT


@given(st.integers(2, TRIES), st.floats(0, 1))
def test_a_pause_is_bounded_and_never_nothing(attempt: int, jitter: float) -> None:
    pause = pause_before(attempt, first=FIRST, jitter=jitter)
    assert FIRST / 2 <= pause <= LONGEST_PAUSE


def test_pauses_double() -> None:
    assert [pause_before(n, first=FIRST, jitter=1).total_seconds() for n in (2, 3, 4)] == [30, 60, 120]


def test_all_tries_last_about_three_days() -> None:
    whole = sum((pause_before(n, first=FIRST, jitter=0.5) for n in range(2, TRIES + 1)), timedelta())
    assert timedelta(days=1) < whole < timedelta(days=4)


@pytest.mark.parametrize(
    ("waiting", "newcomer", "leaves"),
    [
        ([b"a", b"a", b"a"], b"h", 0),
        ([b"h", b"a", b"a"], b"a", 1),
        ([b"h", b"a"], b"a", 1),
        ([b"a", b"b", b"c"], b"h", 0),
        ([b"a", b"h", b"b"], b"h", 1),
        ([None, b"a", None], b"a", 0),
    ],
)
def test_the_crowded_network_makes_room(waiting: list[bytes | None], newcomer: bytes, leaves: int) -> None:
    assert choose_to_leave(waiting, newcomer) == leaves

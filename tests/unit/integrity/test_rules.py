"""When clusters are counted, what may be given back, how long the rest takes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.integrity.rules import may_undo, next_look, time_left
from app.integrity.states import LEAVES, MOVES, MOVING, REASONS, TAKES, ActKind, ActReason, ActState
from app.signatures.states import MOVES as SIGNATURE_MOVES
from app.signatures.states import SignatureState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("posted", "age", "seconds"),
    [
        (10, timedelta(0), 10),
        (20_000, timedelta(0), 10),
        (1_000_000, timedelta(0), 500),
        (10, timedelta(minutes=59), 10),
        (10, timedelta(hours=25), 4320),
    ],
)
def test_large_and_old_clusters_are_counted_more_seldom(posted: int, age: timedelta, seconds: int) -> None:
    assert next_look(posted, NOW - age, now=NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("state", ActState)
def test_only_what_has_ended_and_changed_something_is_given_back(state: ActState) -> None:
    is_over = state in (ActState.ACTED, ActState.CANCELLED)
    assert may_undo(state, 5, NOW, now=NOW) is is_over
    assert not may_undo(state, 0, NOW, now=NOW)
    assert not may_undo(state, 5, None, now=NOW)
    assert not may_undo(state, 5, NOW - timedelta(days=30), now=NOW)


def test_time_left_follows_the_pace() -> None:
    since = NOW - timedelta(seconds=10)
    assert time_left(1000, 5000, since=since, now=NOW) == timedelta(seconds=40)
    assert time_left(0, 5000, since=since, now=NOW) is None
    assert time_left(10, 5000, since=None, now=NOW) is None


def test_every_state_of_an_act_is_reached_and_one_ends() -> None:
    assert {to for _from, to in MOVES} | {ActState.COUNTING} == set(ActState)
    assert {state for state in ActState if not any(begin is state for begin, _ in MOVES)} == {ActState.UNDONE}
    assert all(any(begin is state for begin, _ in MOVES) for state in MOVING)


@pytest.mark.parametrize("kind", ActKind)
def test_an_act_moves_as_signatures_may_and_has_a_reason(kind: ActKind) -> None:
    for before in TAKES[kind]:
        steps = [before, LEAVES[kind]] if before is not SignatureState.CONFIRMED else _through_held(kind)
        for way in (steps, steps[::-1]):
            assert all(pair in SIGNATURE_MOVES for pair in pairwise(way)), way
    assert ActReason.OTHER in REASONS[kind]


def _through_held(kind: ActKind) -> list[SignatureState]:
    held = [SignatureState.CONFIRMED, SignatureState.HELD]
    return held if kind is ActKind.HOLD else [*held, LEAVES[kind]]

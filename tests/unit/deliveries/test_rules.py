"""What may be entered when, what is wrong with an entry, and when an answer is late."""

from datetime import date, timedelta

import pytest

from app.deliveries.rules import Complaint, Entry, complain, is_overdue, next_kinds, reply_due, state_after
from app.deliveries.states import GIVEN, HAS_PACK, MOVES, DeliveryState, EntryKind, Manner

D, E = DeliveryState, EntryKind
DAY = date(2026, 11, 25)
HANDED = Entry(E.HANDED_OVER, DAY, Manner.POST, "A gate", "Anna", "Words.", DAY + timedelta(days=30))


def _complain(entry: Entry) -> Complaint | None:
    return complain(entry, not_before=DAY - timedelta(days=5), today=DAY)


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        (D.REQUESTED, ()),
        (D.COMPILED, ()),
        (D.CANCELLED, ()),
        (D.APPROVED, (E.HANDED_OVER,)),
        (D.HANDED_OVER, (E.ACKNOWLEDGED, E.REFUSED, E.ANSWERED, E.NOTE)),
        (D.ACKNOWLEDGED, (E.REFUSED, E.ANSWERED, E.NOTE)),
        (D.REFUSED, (E.ACKNOWLEDGED, E.ANSWERED, E.NOTE)),
        (D.ANSWERED, (E.NOTE,)),
    ],
)
def test_what_can_be_entered_follows_from_where_it_stands(state: DeliveryState, kinds: tuple[EntryKind, ...]) -> None:
    assert next_kinds(state) == kinds


@pytest.mark.parametrize("state", DeliveryState)
def test_every_entry_that_is_offered_is_a_move(state: DeliveryState) -> None:
    for kind in next_kinds(state):
        after = state_after(kind)
        assert after is None or (state, after) in MOVES


def test_a_right_entry_is_taken() -> None:
    assert _complain(HANDED) is None
    assert _complain(Entry(E.ANSWERED, DAY)) is None
    assert _complain(Entry(E.NOTE, DAY, words="Put right.")) is None


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (HANDED._replace(day=DAY + timedelta(days=1)), ("day", "future")),
        (HANDED._replace(day=DAY - timedelta(days=6)), ("day", "too_early")),
        (HANDED._replace(manner=None), ("manner", "missing")),
        (Entry(E.ANSWERED, DAY, Manner.POST), ("manner", "missing")),
        (HANDED._replace(by_whom=" "), ("by_whom", "missing")),
        (HANDED._replace(by_whom="a\nb"), ("by_whom", "unreadable")),
        (HANDED._replace(place="x" * 201), ("place", "unreadable")),
        (HANDED._replace(place="\x00"), ("place", "unreadable")),
        (HANDED._replace(words="x" * 2001), ("words", "unreadable")),
        (Entry(E.NOTE, DAY, words="  "), ("words", "missing")),
        (HANDED._replace(reply_due=DAY - timedelta(days=1)), ("reply_due", "out_of_range")),
        (HANDED._replace(reply_due=DAY + timedelta(days=1500)), ("reply_due", "out_of_range")),
    ],
)
def test_what_is_wrong_is_named(entry: Entry, complaint: tuple[str, str]) -> None:
    assert _complain(entry) == complaint


def test_the_newest_day_that_was_named_is_the_one_that_counts() -> None:
    later = Entry(E.NOTE, DAY, words="They asked for more time.", reply_due=DAY + timedelta(days=60))
    assert reply_due([]) is None
    assert reply_due([HANDED, Entry(E.ACKNOWLEDGED, DAY)]) == HANDED.reply_due
    assert reply_due([HANDED, later]) == later.reply_due


@pytest.mark.parametrize("state", DeliveryState)
def test_only_what_waits_for_an_answer_can_be_late(state: DeliveryState) -> None:
    waits = state in (D.HANDED_OVER, D.ACKNOWLEDGED)
    assert is_overdue(state, DAY - timedelta(days=1), today=DAY) is waits
    assert not is_overdue(state, DAY, today=DAY)
    assert not is_overdue(state, None, today=DAY)


def test_what_was_given_has_a_pack() -> None:
    assert set(GIVEN) < set(HAS_PACK)

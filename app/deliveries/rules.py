"""What may be entered in the register when, and whether an answer is late. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from app.core.text import has_control_characters, has_letter
from app.deliveries.states import MOVES, DeliveryState, EntryKind, Manner

LINE_LENGTH: Final = 200
WORDS_LENGTH: Final = 2000
_LONGEST_DUE_DAYS: Final = 3 * 366


class Entry(NamedTuple):
    """What staff enter. ``reply_due`` is the day until which an answer was asked for."""

    kind: EntryKind
    day: date
    manner: Manner | None = None
    place: str = ""
    by_whom: str = ""
    words: str = ""
    reply_due: date | None = None


class Complaint(NamedTuple):
    """What is wrong with an entry: the field, and a word for which the page has a sentence."""

    field: str
    why: str


def next_kinds(state: DeliveryState) -> tuple[EntryKind, ...]:
    """Return what can be entered of a delivery in this state: its moves, and notes once it was handed over."""
    kinds = tuple(kind for kind in EntryKind if kind is not EntryKind.NOTE and (state, _state_of(kind)) in MOVES)
    has_left = any(state is _state_of(kind) for kind in EntryKind if kind is not EntryKind.NOTE)
    return (*kinds, EntryKind.NOTE) if has_left else kinds


def state_after(kind: EntryKind) -> DeliveryState | None:
    """Return the state that an entry leads to; None where it changes nothing."""
    return None if kind is EntryKind.NOTE else _state_of(kind)


def _state_of(kind: EntryKind) -> DeliveryState:
    return DeliveryState(kind.value)


def complain(entry: Entry, *, not_before: date, today: date) -> Complaint | None:
    """Say the first thing that is wrong with an entry, or None. ``not_before`` is the day before which none can be."""
    if not not_before <= entry.day <= today:
        return Complaint("day", "future" if entry.day > today else "too_early")
    if (entry.kind is EntryKind.HANDED_OVER) != (entry.manner is not None):
        return Complaint("manner", "missing")
    for field in ("place", "by_whom"):
        line = getattr(entry, field)
        if len(line) > LINE_LENGTH or has_control_characters(line):
            return Complaint(field, "unreadable")
    if entry.kind is EntryKind.HANDED_OVER and not has_letter(entry.by_whom):
        return Complaint("by_whom", "missing")
    if len(entry.words) > WORDS_LENGTH or has_control_characters(entry.words, allow_lines=True):
        return Complaint("words", "unreadable")
    return _complain_of_words(entry) or _complain_of_due(entry)


def _complain_of_words(entry: Entry) -> Complaint | None:
    is_missing = entry.kind is EntryKind.NOTE and not has_letter(entry.words)
    return Complaint("words", "missing") if is_missing else None


def _complain_of_due(entry: Entry) -> Complaint | None:
    if entry.reply_due is None or 0 <= (entry.reply_due - entry.day).days <= _LONGEST_DUE_DAYS:
        return None
    return Complaint("reply_due", "out_of_range")


def reply_due(entries: Sequence[Entry]) -> date | None:
    """Return the day until which an answer was asked for, as the newest entry that names one says."""
    named = [entry.reply_due for entry in entries if entry.reply_due]
    return named[-1] if named else None


def is_overdue(state: DeliveryState, due: date | None, *, today: date) -> bool:
    """Whether an answer should be here by now: it was due, and neither an answer nor a refusal has come."""
    waits = state in (DeliveryState.HANDED_OVER, DeliveryState.ACKNOWLEDGED)
    return waits and due is not None and due < today

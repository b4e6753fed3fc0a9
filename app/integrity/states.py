"""Acts on many signatures at once: what they do, why, and the moves of each act. Searches as well. Pure."""

from enum import StrEnum
from typing import Final

from app.signatures.states import SignatureState

S = SignatureState


class ActKind(StrEnum):
    """What is done with the signatures of a list."""

    REJECT = "reject"
    RELEASE = "release"
    HOLD = "hold"


class ActState(StrEnum):
    """Where an act stands: its list is made, waits for a yes, is worked through, and may be given back."""

    COUNTING = "counting"
    READY = "ready"
    ACTING = "acting"
    ACTED = "acted"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class ItemState(StrEnum):
    """One place of an act's list. ``passed_over``: not as it was when the list was made; ``kept``: nor since."""

    WAITING = "waiting"
    DONE = "done"
    PASSED_OVER = "passed_over"
    UNDONE = "undone"
    KEPT = "kept"


class ActReason(StrEnum):
    """Why, as a code that stands in the record for good."""

    BURST = "burst"
    MADE_UP = "made_up"
    ONE_PERSON = "one_person"
    THROW_AWAY = "throw_away"
    RALLY = "rally"
    CALLED_UPON = "called_upon"
    LOOKED_AT = "looked_at"
    OTHER = "other"


class SearchState(StrEnum):
    """A question to the workers. ``unreadable``: its key was gone before anybody read it."""

    WAITING = "waiting"
    ANSWERED = "answered"
    UNREADABLE = "unreadable"


A = ActState
MOVES: Final[frozenset[tuple[ActState, ActState]]] = frozenset(
    {
        (A.COUNTING, A.READY),
        (A.COUNTING, A.CANCELLED),
        (A.READY, A.ACTING),
        (A.READY, A.CANCELLED),
        (A.ACTING, A.ACTED),
        (A.ACTING, A.CANCELLED),
        (A.ACTED, A.UNDOING),
        (A.CANCELLED, A.UNDOING),
        (A.UNDOING, A.UNDONE),
    }
)
MOVING: Final = (A.COUNTING, A.ACTING, A.UNDOING)
"""States in which a worker has something to do."""

TAKES: Final[dict[ActKind, tuple[SignatureState, ...]]] = {
    ActKind.REJECT: (S.HELD, S.CONFIRMED),
    ActKind.RELEASE: (S.HELD,),
    ActKind.HOLD: (S.CONFIRMED,),
}
"""The states that each act takes signatures from."""
LEAVES: Final = {ActKind.REJECT: S.REJECTED, ActKind.RELEASE: S.CONFIRMED, ActKind.HOLD: S.HELD}
"""The state that each act leaves them in."""

_TO_REJECT: Final = (
    ActReason.BURST, ActReason.MADE_UP, ActReason.ONE_PERSON, ActReason.THROW_AWAY, ActReason.OTHER,
)  # fmt: skip
REASONS: Final[dict[ActKind, tuple[ActReason, ...]]] = {
    ActKind.REJECT: _TO_REJECT,
    ActKind.RELEASE: (ActReason.RALLY, ActReason.CALLED_UPON, ActReason.LOOKED_AT, ActReason.OTHER),
    ActKind.HOLD: _TO_REJECT,
}

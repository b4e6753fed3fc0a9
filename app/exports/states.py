"""The states of an export and every move between them. Pure."""

from enum import StrEnum
from typing import Final


class ExportState(StrEnum):
    """Where an export stands. ``fetched`` and ``expired`` ones have no file any more."""

    ASKED = "asked"
    APPROVED = "approved"
    COMPILING = "compiling"
    READY = "ready"
    FETCHED = "fetched"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"


S = ExportState
MOVES: Final[frozenset[tuple[ExportState, ExportState]]] = frozenset(
    {
        (S.ASKED, S.APPROVED),
        (S.ASKED, S.REJECTED),
        (S.ASKED, S.CANCELLED),
        (S.ASKED, S.EXPIRED),
        (S.APPROVED, S.COMPILING),
        (S.APPROVED, S.CANCELLED),
        (S.APPROVED, S.FAILED),
        (S.COMPILING, S.READY),
        (S.COMPILING, S.FAILED),
        (S.COMPILING, S.CANCELLED),
        (S.READY, S.FETCHED),
        (S.READY, S.EXPIRED),
        (S.READY, S.CANCELLED),
    }
)
UNFINISHED: Final = (S.APPROVED, S.COMPILING)
"""What a worker has yet to do, or to do again after it was killed."""
MOVING: Final = (S.ASKED, S.APPROVED, S.COMPILING, S.READY)
"""What can still be cancelled."""


def may_move(before: ExportState, after: ExportState) -> bool:
    """Whether an export that stands at ``before`` may come to ``after``."""
    return (before, after) in MOVES

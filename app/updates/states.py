"""The states of an update, of each of its recipients, and every move of an update. The database refuses all others."""

from enum import StrEnum
from typing import Final


class UpdateState(StrEnum):
    """Where an update stands. One that is only published, and mailed to nobody, goes from approved to sent."""

    DRAFT = "draft"
    READY = "ready"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


class RecipientState(StrEnum):
    """What became of one mail. ``left_out``: no longer wanted when its turn came."""

    WAITING = "waiting"
    SENT = "sent"
    LEFT_OUT = "left_out"
    FAILED = "failed"


S = UpdateState
MOVES: Final[frozenset[tuple[UpdateState, UpdateState]]] = frozenset(
    {
        (S.DRAFT, S.READY),
        (S.READY, S.DRAFT),
        (S.READY, S.APPROVED),
        (S.APPROVED, S.DRAFT),
        (S.APPROVED, S.SENDING),
        (S.APPROVED, S.SENT),
        (S.APPROVED, S.CANCELLED),
        (S.SENDING, S.PAUSED),
        (S.SENDING, S.SENT),
        (S.SENDING, S.CANCELLED),
        (S.PAUSED, S.SENDING),
        (S.PAUSED, S.CANCELLED),
    }
)
"""A draft is deleted, which is no move; what anybody may have read is cancelled."""

BEGUN: Final = (S.SENDING, S.PAUSED, S.SENT, S.CANCELLED)
"""States in which an update may be out already; whether it is, ``started_at`` says."""

"""The states of a delivery, what is entered in its register, and every move. The database refuses all others."""

from enum import StrEnum
from typing import Final


class DeliveryState(StrEnum):
    """Where a delivery stands. Before ``compiled`` there is no pack; from ``approved`` on it may leave."""

    REQUESTED = "requested"
    COMPILING = "compiling"
    COMPILED = "compiled"
    FAILED = "failed"
    CANCELLED = "cancelled"
    APPROVED = "approved"
    HANDED_OVER = "handed_over"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    ANSWERED = "answered"


class EntryKind(StrEnum):
    """What is entered in the register. A note changes no state; each other kind is entered once."""

    HANDED_OVER = "handed_over"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    ANSWERED = "answered"
    NOTE = "note"


class Manner(StrEnum):
    """How something passed from hand to hand."""

    IN_PERSON = "in_person"
    POST = "post"
    EMAIL = "email"
    PORTAL = "portal"
    OTHER = "other"


class EvidenceKind(StrEnum):
    """What a picture in the register shows."""

    PHOTOGRAPH = "photograph"
    RECEIPT = "receipt"


class EvidenceState(StrEnum):
    """Where a picture stands: uploaded, made anew without what a camera writes into it, or not taken."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


D = DeliveryState
MOVES: Final[frozenset[tuple[DeliveryState, DeliveryState]]] = frozenset(
    {
        (D.REQUESTED, D.COMPILING),
        (D.REQUESTED, D.FAILED),
        (D.REQUESTED, D.CANCELLED),
        (D.COMPILING, D.COMPILED),
        (D.COMPILING, D.FAILED),
        (D.COMPILING, D.CANCELLED),
        (D.FAILED, D.REQUESTED),
        (D.FAILED, D.CANCELLED),
        (D.COMPILED, D.APPROVED),
        (D.COMPILED, D.CANCELLED),
        (D.APPROVED, D.HANDED_OVER),
        (D.APPROVED, D.CANCELLED),
        (D.HANDED_OVER, D.ACKNOWLEDGED),
        (D.HANDED_OVER, D.REFUSED),
        (D.HANDED_OVER, D.ANSWERED),
        (D.ACKNOWLEDGED, D.REFUSED),
        (D.ACKNOWLEDGED, D.ANSWERED),
        (D.REFUSED, D.ACKNOWLEDGED),
        (D.REFUSED, D.ANSWERED),
    }
)
UNFINISHED: Final = (D.REQUESTED, D.COMPILING)
WAITING: Final = (D.REQUESTED, D.COMPILING, D.FAILED, D.COMPILED, D.APPROVED)
"""States in which somebody on staff, or a worker, has the next step."""
GIVEN: Final = (D.HANDED_OVER, D.ACKNOWLEDGED, D.REFUSED, D.ANSWERED)
"""States that stand on the campaign's page."""
KNOWN: Final = (D.APPROVED, *GIVEN)
"""States in which the public page says of a pack that it is ours: its recipient may check it when it arrives."""
HAS_PACK: Final = (D.COMPILED, *KNOWN)

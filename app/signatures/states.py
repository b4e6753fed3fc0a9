"""The states of a signature and every move between them. The database refuses all others."""

from enum import StrEnum
from typing import Final


class SignatureState(StrEnum):
    """Where one person's assent to one petition stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class SubmissionState(StrEnum):
    """Where one posted form stands: waiting for its button, pressed, or overtaken by another."""

    LIVE = "live"
    PRESSED = "pressed"
    DEAD = "dead"


class ClusterKind(StrEnum):
    """What the signatures of a cluster have in common; ``PETITION`` is all of one petition."""

    PETITION = "petition"
    NETWORK = "network"
    DOMAIN = "domain"
    NAME = "name"
    COUNTRY = "country"
    HOUR = "hour"


class HoldReason(StrEnum):
    """Why a form's signature is held once its button is pressed. A form may have several, joined by commas."""

    NETWORK = "network"
    DOMAIN = "domain"
    NAME = "name"
    HOUR = "hour"
    UNPROVEN = "unproven"
    """The petition asks for proof of work, and there was none: without script there never is."""


class ShowName(StrEnum):
    """How a signatory's name may be shown to the public."""

    NO = "no"
    INITIALS = "initials"
    FULL = "full"


S = SignatureState
MOVES: Final[frozenset[tuple[SignatureState, SignatureState]]] = frozenset(
    {
        (S.PENDING, S.CONFIRMED),
        (S.PENDING, S.HELD),
        (S.PENDING, S.EXPIRED),
        (S.HELD, S.CONFIRMED),
        (S.HELD, S.REJECTED),
        (S.HELD, S.WITHDRAWN),
        (S.CONFIRMED, S.HELD),
        (S.CONFIRMED, S.WITHDRAWN),
        (S.REJECTED, S.HELD),
        (S.EXPIRED, S.PENDING),
        (S.WITHDRAWN, S.PENDING),
    }
)
"""Deleting (``I did not sign``, erasure) is possible from every state and is no move."""

COUNTED: Final = (S.CONFIRMED, S.HELD, S.REJECTED)
"""States that a published figure counts: confirmed, under review, removed."""

LIVE_SUBMISSIONS_AT_MOST: Final = 3
CONFIRM_WITHIN_DAYS: Final = 7

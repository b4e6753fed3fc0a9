"""The life of a draft, of a review and of what an organiser asks of a published campaign. Pure."""

from enum import StrEnum
from typing import Final


class DraftState(StrEnum):
    """Where a draft stands. What is published stays public while the next revision is edited."""

    EDITING = "editing"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"


MOVES: Final = frozenset(
    {
        (DraftState.EDITING, DraftState.SUBMITTED),
        (DraftState.SUBMITTED, DraftState.EDITING),
        (DraftState.SUBMITTED, DraftState.SENT_BACK),
        (DraftState.SUBMITTED, DraftState.APPROVED),
        (DraftState.SUBMITTED, DraftState.REJECTED),
        (DraftState.SENT_BACK, DraftState.EDITING),
        (DraftState.SENT_BACK, DraftState.SUBMITTED),
        (DraftState.APPROVED, DraftState.PUBLISHED),
        (DraftState.APPROVED, DraftState.SENT_BACK),
        (DraftState.PUBLISHED, DraftState.EDITING),
    }
)
"""The database refuses every other (``migrations/sql``); a test compares the two."""

EDITABLE: Final = frozenset({DraftState.EDITING, DraftState.SENT_BACK, DraftState.PUBLISHED})
"""In these a revision may be saved. A submitted one is frozen: what staff read is what is published."""
SUBMITTABLE: Final = frozenset({DraftState.EDITING, DraftState.SENT_BACK})


def may_move(before: DraftState, after: DraftState) -> bool:
    """Whether a draft may go from one state to the other."""
    return (before, after) in MOVES


class ReviewOutcome(StrEnum):
    """What staff decided on a submitted revision."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    REJECTED = "rejected"


class ReviewReason(StrEnum):
    """Why a revision was sent back or rejected."""

    CLAIM_UNPROVEN = "claim_unproven"
    SOURCE_WEAK = "source_weak"
    CONSENT_DOUBTFUL = "consent_doubtful"
    HARM_POSSIBLE = "harm_possible"
    ASK_UNCLEAR = "ask_unclear"
    TARGET_WRONG = "target_wrong"
    TRANSLATION_POOR = "translation_poor"
    PICTURE_UNSUITABLE = "picture_unsuitable"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    ADDRESS_TAKEN = "address_taken"
    OTHER = "other"


class ActKind(StrEnum):
    """What may be asked of a campaign that was published; a worker carries it out."""

    SHOW = "show"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    DECLARE = "declare"


class ActState(StrEnum):
    """Whether it was carried out. Refused: it no longer made sense when its turn came."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"

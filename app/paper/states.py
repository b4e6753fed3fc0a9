"""The states of a batch of paper signatures, every move between them, and why a line is refused. Pure."""

from enum import StrEnum
from typing import Final


class BatchState(StrEnum):
    """Where a batch stands. Only what is ``counted`` is in any figure."""

    DRAFT = "draft"
    IMPORTING = "importing"
    COUNTED = "counted"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


MOVES: Final[frozenset[tuple[BatchState, BatchState]]] = frozenset(
    {
        (BatchState.DRAFT, BatchState.IMPORTING),
        (BatchState.DRAFT, BatchState.CANCELLED),
        (BatchState.IMPORTING, BatchState.COUNTED),
        (BatchState.IMPORTING, BatchState.CANCELLED),
        (BatchState.COUNTED, BatchState.WITHDRAWN),
    }
)
"""The database refuses all others; it lets nobody but a worker count."""

READ: Final = (BatchState.DRAFT, BatchState.IMPORTING)
"""States in which a worker reads lines: while a batch is typed too, so that what is refused is seen at once."""
ENDED: Final = (BatchState.CANCELLED, BatchState.WITHDRAWN)
"""States in which nothing of the people in a batch is kept."""


class LineReason(StrEnum):
    """Why a line is refused. It never repeats what stood in it."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_UNREADABLE = "name_unreadable"
    NAME_IS_ADDRESS = "name_is_address"
    NAME_WITHOUT_LETTERS = "name_without_letters"
    FORMULA = "formula"
    COUNTRY_UNKNOWN = "country_unknown"
    EMAIL_WRONG = "email_wrong"
    WRONG_COLUMNS = "wrong_columns"
    REPEATED = "repeated"
    UNREADABLE = "unreadable"

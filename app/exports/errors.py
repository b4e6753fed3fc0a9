"""What is refused about exports."""

from collections.abc import Sequence
from enum import StrEnum

from app.core.errors import VigilError


class WishRefused(VigilError):
    """What was asked for breaks a rule of exports; the form says which before it comes to that."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__(f"an export cannot be asked for like this: {', '.join(complaints)}")


class KeyComplaint(StrEnum):
    """What is wrong with a key that somebody registers; the console has a sentence for each."""

    NOT_A_KEY = "not_a_key"
    PRIVATE_KEY = "private_key"
    KNOWN = "known"


class KeyRefused(VigilError):
    """An age key was not taken; ``complaint`` says why."""

    def __init__(self, complaint: KeyComplaint) -> None:
        self.complaint = complaint
        super().__init__(f"the age key was not taken: {complaint}")


class KeyNotUsable(VigilError):
    """The key waits for its time, was revoked, or belongs to somebody else."""


class SamePerson(VigilError):
    """Whoever asked for an export does not decide on it."""


class RequestDiffers(VigilError):
    """What was approved is not what was asked: somebody looked at another request, or it was altered."""


class NotInThisState(VigilError):
    """The export has moved on, or its time is over."""


class NotYours(VigilError):
    """Only whoever asked for an export fetches it."""


class FileGone(VigilError):
    """The file is not there any more."""


class ExportCancelled(VigilError):
    """Somebody cancelled the export while it was being compiled."""

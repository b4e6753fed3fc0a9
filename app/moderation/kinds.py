"""What may be said of words that somebody wrote, and why they are not shown."""

from enum import StrEnum


class WordsKind(StrEnum):
    """What was written."""

    COMMENT = "comment"
    MESSAGE = "message"


class RejectionReason(StrEnum):
    """Why words are not shown. It stays with staff: the writers have no account to be told on."""

    DANGER = "danger"
    """They say something that could harm the prisoner, the family or the writer."""
    PERSONAL = "personal"
    """Somebody's address, number or whereabouts."""
    HATE = "hate"
    """Hatred, threats, calls for violence."""
    OFF_TOPIC = "off_topic"
    """Advertising, or about something else."""


class Pile(StrEnum):
    """Which part of the desk is looked at."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"

"""Whether a letter is wanted, and how it fits into a link. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import quote

MAILTO_LENGTH: Final = 1_900
"""Longer links are cut off or refused: Windows hands a program at most some 2,000 characters."""
LETTER_LENGTH: Final = 5_000
COUNTED_AN_HOUR: Final = 300
"""Of one letter. Nobody can check who sent one; this much a crowd may do, and a loop in a program may not."""


class Standing(StrEnum):
    """Whether a letter should be sent now."""

    WANTED = "wanted"
    OVER = "over"
    STOPPED = "stopped"


def standing(*, closes_at: datetime | None, is_stopped: bool, now: datetime) -> Standing:
    """Say whether to write; a letter that was stopped stays stopped, whatever its deadline."""
    if is_stopped:
        return Standing.STOPPED
    return Standing.OVER if closes_at is not None and closes_at <= now else Standing.WANTED


def mailto(address: str, *, subject: str, body: str) -> str | None:
    """Return a link that opens the reader's mail program (RFC 6068), or None where the letter is too long for one."""
    lines = "\r\n".join(body.splitlines())
    link = f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
    return link if len(link) <= MAILTO_LENGTH else None


def mailto_without_body(address: str, *, subject: str) -> str:
    """Return the link for a letter that has to be pasted."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"


def count_in(sent: int, *, already_in_hour: int) -> int:
    """Return how many of ``sent`` are counted, when so many of the hour were counted before."""
    return max(0, min(sent, COUNTED_AN_HOUR - already_in_hour))

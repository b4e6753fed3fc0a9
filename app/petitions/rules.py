"""Whether a petition takes signatures. Pure."""

from datetime import datetime
from enum import StrEnum


class Opening(StrEnum):
    """Where a petition stands in time."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


def opening(*, opens_at: datetime, closes_at: datetime | None, now: datetime) -> Opening:
    """Open from ``opens_at`` until just before ``closes_at``."""
    if now < opens_at:
        return Opening.NOT_OPEN
    if closes_at is not None and now >= closes_at:
        return Opening.CLOSED
    return Opening.OPEN


def next_milestone(confirmed: int, *, milestones: list[int], goal: int) -> int:
    """Return the first milestone not yet reached; past all of them, the next round figure."""
    ahead = [milestone for milestone in sorted({*milestones, goal}) if milestone > confirmed]
    return ahead[0] if ahead else _next_round(confirmed)


def _next_round(confirmed: int) -> int:
    step = int(10 ** (len(str(confirmed)) - 1))
    return (confirmed // step + 1) * step

"""What may be said of people who signed on paper and online as well. Pure."""

from typing import Final

STEP: Final = 10
LEAST_CHANGE: Final = 10
MOST_CHANGE: Final = 30


def renew_overlap(before: int, now: int, *, patience: int, rounding: int) -> int:
    """Return about how many people signed on paper and online, as may be said today after what was said before.

    Whoever can put lines in could put in an address and look whether this figure moves. So it waits until it would
    move by ``patience`` (10 to 29), and is then rounded with ``rounding`` (0 to 9). Both are drawn anew each day and
    told to nobody: one address more or less changes what is seen with a chance of one in ten at most, and only
    together with nine others.
    """
    if abs(now - before) < patience:
        return before
    return (now + rounding) // STEP * STEP

"""When clusters are counted again, what may be done with an act, how long it takes. Judgement only."""

from datetime import datetime, timedelta
from typing import Final

from app.integrity.states import ActState

UNDO_DAYS: Final = 30
"""So long an act can be given back; then its list is deleted."""
READY_DAYS: Final = 1
"""So long a list waits for a yes: it grows old."""
DAYS_AFTER_CLOSING: Final = 90
"""Then the keys go that tell clusters apart, and with them what clusters are for."""
_EVERY: Final = timedelta(seconds=10)
_A_FORM: Final = timedelta(milliseconds=0.5)
_HOUR: Final = timedelta(hours=1)
_OF_ITS_AGE: Final = 20


def next_look(posted: int, last_hour: datetime, *, now: datetime) -> datetime:
    """Return when a cluster of so many forms is counted again: large ones and old ones more seldom.

    Of its last form the hour alone is known. It may have come at that hour's end, and its button may be pressed now.
    """
    return now + max(_EVERY, posted * _A_FORM, (now - last_hour - _HOUR) / _OF_ITS_AGE)


def may_undo(state: ActState, changed: int, ended_at: datetime | None, *, now: datetime) -> bool:
    """Whether an act can be given back: it changed something, has ended, and its list is still there."""
    is_over = state in (ActState.ACTED, ActState.CANCELLED) and ended_at is not None
    return is_over and changed > 0 and ended_at is not None and now < ended_at + timedelta(days=UNDO_DAYS)


def time_left(done: int, total: int, *, since: datetime | None, now: datetime) -> timedelta | None:
    """Return how long the rest takes at the pace so far, or None while nothing can be said."""
    if since is None or done <= 0 or now <= since:
        return None
    return (now - since) / done * (total - done)

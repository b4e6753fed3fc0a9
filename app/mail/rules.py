"""What an SMTP reply means for a mail, when to try again, and who makes room for whom. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

TRIES: Final = 14
"""With the usual first pause of 30 s the last try is some three days after the first."""
LONGEST_PAUSE: Final = timedelta(hours=8)
BOUNCE_DAYS: Final = 90
"""So long is a mailbox left alone that its own server said is not there. Servers err, and mailboxes come back."""
_NO_MAILBOX: Final = re.compile(rb"5\.1\.(?:1|2|6|10)\b")


class Outcome(StrEnum):
    """What became of one try."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    EXHAUSTED = "exhausted"


def judge(reply_code: int, *, attempts: int) -> Outcome:
    """Judge an SMTP reply (RFC 5321, 4.2.1) to a mail that was tried ``attempts`` times, this one included."""
    if 200 <= reply_code < 400:
        return Outcome.SENT
    if 500 <= reply_code < 600:
        return Outcome.PERMANENT
    return Outcome.TEMPORARY if attempts < TRIES else Outcome.EXHAUSTED


def says_no_mailbox(reply: bytes) -> bool:
    """Whether a reply says that the mailbox is not there (enhanced status codes, RFC 3463 3.2 and RFC 7505).

    Other refusals for good may be about us: they end this mail, and nothing else.
    """
    return _NO_MAILBOX.match(reply.strip()) is not None


def pause_before(attempt: int, *, first: timedelta, jitter: float) -> timedelta:
    """Return the pause before try number ``attempt`` (2, 3, …): doubling, bounded, and spread by ``jitter`` (0…1).

    Half of it is certain and half by chance, so that mails refused together do not come back together.
    """
    pause = min(first * float(2 ** (attempt - 2)), LONGEST_PAUSE)
    return pause * (0.5 + 0.5 * jitter)


def choose_to_leave(waiting: Sequence[bytes | None], newcomer: bytes | None) -> int:
    """Return which of those who wait makes room for a newcomer: the oldest of the network that has most there.

    Each is given by the trace of its network, the oldest first; the newcomer counts as one of its own. So who
    posts again and again under somebody's address pushes out only his own, and never the holder.
    """
    crowd = Counter([*waiting, newcomer])
    most = max(crowd[network] for network in waiting)
    return next(place for place, network in enumerate(waiting) if crowd[network] == most)

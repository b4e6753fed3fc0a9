"""When an update may go out, what it still lacks, and how fast it goes. Judgement only: plain values in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

HOLD: Final = timedelta(minutes=30)
"""Between the approval and the first mail: time for whoever sees a mistake only now."""
A_WEEK_AT_MOST: Final = 3
"""Mailed updates of one campaign in seven days."""
SUBJECT_LENGTH: Final = 120
BODY_LENGTH: Final = 20_000
_WEEK: Final = timedelta(days=7)


class Lack(StrEnum):
    """What keeps a language of an update from being whole."""

    EVERYTHING = "everything"
    SUBJECT = "subject"
    BODY = "body"


def may_begin(begun: Sequence[datetime], *, at: datetime) -> bool:
    """Whether a campaign that began to mail, or will, at these times may begin once more ``at`` this one.

    No seven days may hold more than three, whichever way they lie around ``at``.
    """
    near = sorted(moment for moment in begun if at - _WEEK < moment < at + _WEEK)
    whole = sorted((*near, at))
    spans = zip(whole, whole[A_WEEK_AT_MOST:], strict=False)
    return all(last - first >= _WEEK for first, last in spans)


def lack_of(subject: str, body: str) -> Lack | None:
    """Say what a language of an update lacks; None where it is whole."""
    if not subject.strip() and not body.strip():
        return Lack.EVERYTHING
    if not subject.strip():
        return Lack.SUBJECT
    return None if body.strip() else Lack.BODY


def list_whole(subject: Mapping[str, str], body: Mapping[str, str]) -> list[str]:
    """Return the languages that an update is written in from beginning to end."""
    return [language for language in subject if lack_of(subject[language], body.get(language, "")) is None]


@dataclass(frozen=True)
class Pace:
    """How fast mails go out, and how long the rest takes; None while that cannot be told."""

    per_second: float | None
    left: timedelta | None


def pace(*, done: int, total: int, done_before: int, since: datetime | None, now: datetime) -> Pace:
    """Reckon from what was done since the sending last began: ``done_before`` were done by then."""
    seconds = (now - since).total_seconds() if since else 0.0
    if done <= done_before or seconds <= 0:
        return Pace(None, None)
    rate = (done - done_before) / seconds
    return Pace(rate, timedelta(seconds=(total - done) / rate))

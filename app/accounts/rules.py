"""Judgements about accounts: what is long enough, fresh enough, tried too often. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

PASSWORD_LENGTH: Final = 12
PASSWORD_LONGEST: Final = 200
SESSION_IDLE: Final = timedelta(hours=12)
SESSION_LONGEST: Final = timedelta(days=14)
FRESH_FOR: Final = timedelta(minutes=15)
INVITATION_LIVES: Final = timedelta(days=7)
RESET_LIVES: Final = timedelta(hours=2)
SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly a session's last use is kept: finer would write a row at every click."""


class PasswordComplaint(StrEnum):
    """What is wrong with a new password; the console has a sentence for each."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SIMPLE = "too_simple"
    IS_THE_ADDRESS = "is_the_address"


def complain_of_password(password: str, *, email: str) -> PasswordComplaint | None:
    """Length is what counts (NIST SP 800-63B, 5.1.1.2): no classes of characters are asked for."""
    if len(password) < PASSWORD_LENGTH:
        return PasswordComplaint.TOO_SHORT
    if len(password) > PASSWORD_LONGEST:
        return PasswordComplaint.TOO_LONG
    user, _, _domain = email.partition("@")
    if password.casefold() in (email.casefold(), user.casefold() * 2) or (len(user) > 3 and _is_mostly(user, password)):
        return PasswordComplaint.IS_THE_ADDRESS
    return PasswordComplaint.TOO_SIMPLE if len(set(password)) < 5 else None


def _is_mostly(user: str, password: str) -> bool:
    return user.casefold() in password.casefold() and len(password) < len(user) + 6


def is_live(*, created_at: datetime, last_seen_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a session still signs anybody in."""
    return revoked_at is None and now < last_seen_at + SESSION_IDLE and now < created_at + SESSION_LONGEST


def is_fresh(proved_at: datetime, *, now: datetime) -> bool:
    """Whether a person proved to be there so lately that what is dangerous may be done."""
    return now < proved_at + FRESH_FOR


class Limit(StrEnum):
    """What is counted apart."""

    SIGN_IN_ADDRESS = "sign_in_address"
    SIGN_IN_NETWORK = "sign_in_network"
    SECOND_FACTOR = "second_factor"
    RESET_ADDRESS = "reset_address"
    RESET_NETWORK = "reset_network"
    APPLICATION_NETWORK = "application_network"
    INVITATION = "invitation"


AT_ONCE: Final = {
    Limit.SIGN_IN_ADDRESS: 10,
    Limit.SIGN_IN_NETWORK: 60,
    Limit.SECOND_FACTOR: 6,
    Limit.RESET_ADDRESS: 3,
    Limit.RESET_NETWORK: 20,
    Limit.APPLICATION_NETWORK: 10,
    Limit.INVITATION: 50,
}
"""How many tries are taken one after the other; then one every ``PAUSE``."""

PAUSE: Final = {
    Limit.SIGN_IN_ADDRESS: timedelta(minutes=2),
    Limit.SIGN_IN_NETWORK: timedelta(seconds=10),
    Limit.SECOND_FACTOR: timedelta(minutes=5),
    Limit.RESET_ADDRESS: timedelta(minutes=20),
    Limit.RESET_NETWORK: timedelta(minutes=3),
    Limit.APPLICATION_NETWORK: timedelta(minutes=10),
    Limit.INVITATION: timedelta(minutes=5),
}


def take_a_try(at_rest: datetime | None, limit: Limit, *, now: datetime) -> tuple[datetime, timedelta]:
    """Return when the key will be at rest after one try more, and how long to wait first (nought: go ahead).

    The generic cell rate algorithm, as in ``app.web.turnstile``.
    """
    pause = PAUSE[limit]
    after = max(at_rest or now, now) + pause
    over = after - now - pause * AT_ONCE[limit]
    return (at_rest or now, over) if over > timedelta() else (after, timedelta())

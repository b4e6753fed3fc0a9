"""How often something may be tried. Kept in PostgreSQL, so that no broker's absence opens a door.

Keys are HMACs under a key of the day: neither an address nor a network stands in the table.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.errors import TooManyTries
from app.accounts.models import Attempt
from app.accounts.rules import Limit, take_a_try
from app.core.clock import day_of


def count_tries(session: Session, tries: Mapping[Limit, str], *, secret: bytes, now: datetime) -> None:
    """Count one try under each limit and key. Raises TooManyTries, counting nothing, where one has no room.

    A try counts only with its transaction: whoever refuses something afterwards must commit nevertheless. Rows
    are locked in one order, so that two requests with the same keys wait for each other and never for ever.
    """
    traces = sorted((_trace(secret, limit, key, now=now), limit) for limit, key in tries.items())
    for trace, _limit in traces:
        session.execute(insert(Attempt).values(trace=trace, at_rest=now).on_conflict_do_nothing())
    asked = [trace for trace, _limit in traces]
    locked = select(Attempt).where(Attempt.trace.in_(asked)).order_by(Attempt.trace).with_for_update()
    rows = {row.trace: row for row in session.scalars(locked)}
    after = {}
    for trace, limit in traces:
        after[trace], wait = take_a_try(rows[trace].at_rest, limit, now=now)
        if wait:
            raise TooManyTries(ceil(wait.total_seconds()))
    for trace, moment in after.items():
        rows[trace].at_rest = moment
    session.flush()


def forget_tries(session: Session, *, now: datetime) -> int:
    """Remove keys that are back to rest."""
    gone = session.execute(delete(Attempt).where(Attempt.at_rest < now).returning(Attempt.trace))
    return len(gone.all())


def _trace(secret: bytes, limit: Limit, key: str, *, now: datetime) -> bytes:
    return hmac.digest(secret, f"attempt|{day_of(now)}|{limit}|{key}".encode(), "sha256")

"""Letters to officials: their count and their public copies."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.letters.services import count_sent, publish_letters
from tasks.worker import job


@job("letters.refresh")
def refresh() -> int:
    """Count what was reported as sent; stop, change or take away what is public as it should be."""
    with alone(Lock.LETTERS) as is_ours, unit_of_work() as session:
        return count_sent(session, now=utc_now()) + publish_letters(session) if is_ours else 0

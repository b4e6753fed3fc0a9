"""Publishing what staff approved, and what organisers ask of a campaign that is public."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.drafts.acting import carry_out_next
from app.drafts.freezing import hide_next_frozen
from app.drafts.publishing import publish_next
from app.switches.services import extend_next
from tasks.worker import job


@job("drafts.publish")
def publish() -> int:
    """Hide what frozen organisations have public, then publish approved revisions and carry out acts, one by one.

    After a standstill petitions get back the time in which nobody could sign.
    """
    count = 0
    with alone(Lock.DRAFTS) as is_ours:
        while is_ours and (_hide_one() or _publish_one() or _carry_out_one() or _extend_once()):
            count += 1
    return count


def _hide_one() -> bool:
    with unit_of_work() as session:
        return hide_next_frozen(session, now=utc_now()) is not None


def _publish_one() -> bool:
    with unit_of_work() as session:
        return publish_next(session, now=utc_now()) is not None


def _carry_out_one() -> bool:
    with unit_of_work() as session:
        return carry_out_next(session, now=utc_now()) is not None


def _extend_once() -> bool:
    with unit_of_work() as session:
        return extend_next(session, now=utc_now()) is not None

"""What happens without anybody asking."""

from typing import Final

from app.core.clock import day_of, utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.messages.services import remove_rejected
from app.privacy.pages import remove_old_pages
from app.privacy.reports import remove_ended_suppressions, remove_old_calls
from app.privacy.retention import destroy_old_fingerprints, remove_ended_mails, remove_traces
from app.privacy.retention import rotate_keys as rotate
from app.signatures.reminding import remind as remind_waiting
from app.signatures.upkeep import expire_submissions
from app.signatures.upkeep import publish_names as publish
from app.signatures.upkeep import settle_addresses as settle
from app.switches.queries import is_bulk_mail_stopped
from tasks.worker import job, keyring

_ENDS: Final = (
    expire_submissions,
    remove_old_pages,
    remove_traces,
    remove_ended_mails,
    remove_old_calls,
    remove_ended_suppressions,
)


@job("upkeep.publish_names")
def publish_names() -> int:
    """Copy names that people chose to show."""
    with unit_of_work() as session:
        return publish(session, keyring())


@job("upkeep.remind")
def remind() -> int:
    """Ask once more those who have not confirmed for two days."""
    total = 0
    with alone(Lock.REMIND) as is_ours:
        while is_ours and (reminded := _remind_once()):
            total += reminded
    return total


def _remind_once() -> int:
    with unit_of_work() as session:
        return 0 if is_bulk_mail_stopped(session) else remind_waiting(session, keyring(), now=utc_now())


@job("upkeep.settle_addresses")
def settle_addresses() -> int:
    """Empty or re-seal the addresses of confirmed signatures."""
    total = 0
    with alone(Lock.UPKEEP) as is_ours:
        while is_ours and (settled := _settle_once()):
            total += settled
    return total


def _settle_once() -> int:
    with unit_of_work() as session:
        return settle(session, keyring())


@job("upkeep.expire")
def expire() -> int:
    """End whatever has run out: forms, private pages, traces without a key, ended mails, rejected messages."""
    now = utc_now()
    with unit_of_work() as session:
        ended = [end(session, now=now) for end in _ENDS]
        return sum(ended) + remove_rejected(session, today=day_of(now))


@job("upkeep.rotate_keys")
def rotate_keys() -> int:
    """Make tomorrow's keys; destroy the old, and those of petitions that closed long ago."""
    now = utc_now()
    with unit_of_work() as session:
        return len(rotate(keyring(), now=now)) + destroy_old_fingerprints(session, keyring(), now=now)

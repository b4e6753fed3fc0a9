"""What happens without anybody asking."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.privacy.retention import RULES, carry_out
from app.privacy.runs import RuleName as R
from app.signatures.reminding import remind as remind_waiting
from app.signatures.upkeep import publish_names as publish
from app.switches.queries import is_bulk_mail_stopped
from tasks.worker import job, keyring


def keep(*rules: R) -> int:
    """Carry out rules of retention, each in a unit of work of its own; return how many rows went."""
    return sum(_keep_one(rule) for rule in rules)


def _keep_one(rule: R) -> int:
    with unit_of_work() as session:
        return carry_out(session, keyring(), RULES[rule], now=utc_now())


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
        while is_ours and (settled := keep(R.ADDRESSES)):
            total += settled
    return total


@job("upkeep.expire")
def expire() -> int:
    """End whatever has run out."""
    return keep(R.FORMS, R.PRIVATE_PAGES, R.NETWORKS, R.MAILS, R.BOUNCES, R.MESSAGES)


@job("upkeep.rotate_keys")
def rotate_keys() -> int:
    """Make tomorrow's keys; destroy the old, and those of petitions that closed long ago."""
    return keep(R.KEYS, R.FINGERPRINTS)

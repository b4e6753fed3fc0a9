"""What is deleted when nobody asks: one table of rules, each carried out by beat and noted when it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.accounts.letters import remove_ended
from app.accounts.limits import forget_tries
from app.core.clock import day_of
from app.core.crypto import TRACE_KEY_DAYS, Keyring
from app.integrity.searching import remove_old_searches
from app.integrity.upkeep import forget_clusters, forget_lists
from app.mail.models import MailCap, MailState, OutgoingMail
from app.messages.services import remove_rejected
from app.paper.upkeep import forget_names
from app.petitions.models import Petition
from app.privacy.models import RetentionRun
from app.privacy.pages import remove_old_pages
from app.privacy.reports import remove_ended_suppressions, remove_old_calls
from app.privacy.runs import RuleName
from app.signatures.proving import forget_used_proofs
from app.signatures.steps import keep_mailed
from app.signatures.upkeep import expire_submissions, settle_addresses
from app.updates.fan_out import remove_old_lists
from app.updates.proofs import remove_old_proofs

_SENT_MAIL_DAYS: Final = 2
FINGERPRINT_DAYS_AFTER_CLOSING: Final = 90


@dataclass(frozen=True)
class Rule:
    """One rule: ``carry_out`` deletes what is due and returns how many rows, or keys, it was."""

    name: RuleName
    carry_out: Callable[[Session, Keyring, datetime], int]


def rotate_keys(keyring: Keyring, *, now: datetime) -> list[str]:
    """Make tomorrow's keys and destroy those whose days are over; return the names of the destroyed."""
    return keyring.rotate(day_of(now))


def destroy_old_fingerprints(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Ninety days after a petition closed, make its fingerprints meaningless. Returns how many keys went.

    Nobody can be found by address in it any more; what was counted stays counted.
    """
    closed = select(Petition.id).where(Petition.closes_at < now - timedelta(days=FINGERPRINT_DAYS_AFTER_CLOSING))
    return sum(keyring.destroy_fingerprints(petition_id) for petition_id in session.scalars(closed))


def remove_traces(session: Session, *, now: datetime) -> int:
    """Delete mail caps whose key is gone. Returns how many."""
    old = delete(MailCap).where(MailCap.planned_at < now - timedelta(days=TRACE_KEY_DAYS)).returning(MailCap.mail_id)
    return len(session.scalars(old).all())


def remove_ended_mails(session: Session, *, now: datetime) -> int:
    """Delete rows of mails that ended two days ago; they have no address any more. Returns how many.

    How many there were of each petition stays known.
    """
    old = session.scalars(
        select(OutgoingMail.position)
        .where(
            OutgoingMail.state.in_([MailState.SENT, MailState.CANCELLED]),
            OutgoingMail.not_before < now - timedelta(days=_SENT_MAIL_DAYS),
        )
        .with_for_update(skip_locked=True)
    ).all()
    keep_mailed(session, old)
    session.execute(delete(OutgoingMail).where(OutgoingMail.position.in_(old)))
    return len(old)


def _by_time(*steps: Callable[..., int]) -> Callable[[Session, Keyring, datetime], int]:
    """Steps that need no key, one after the other."""
    return lambda session, _keyring, now: sum(step(session, now=now) for step in steps)


R = RuleName
RULES: Final = {
    rule.name: rule
    for rule in (
        Rule(R.ADDRESSES, lambda session, keyring, _now: settle_addresses(session, keyring)),
        Rule(R.KEYS, lambda _session, keyring, now: len(rotate_keys(keyring, now=now))),
        Rule(R.FINGERPRINTS, lambda session, keyring, now: destroy_old_fingerprints(session, keyring, now=now)),
        Rule(R.FORMS, _by_time(expire_submissions)),
        Rule(R.PRIVATE_PAGES, _by_time(remove_old_pages)),
        Rule(R.NETWORKS, _by_time(remove_traces)),
        Rule(R.MAILS, _by_time(remove_ended_mails)),
        Rule(R.BOUNCES, _by_time(remove_ended_suppressions, remove_old_calls)),
        Rule(R.MESSAGES, lambda session, _keyring, now: remove_rejected(session, today=day_of(now))),
        Rule(R.CLUSTERS, _by_time(forget_clusters, forget_used_proofs)),
        Rule(R.LISTS, _by_time(forget_lists, remove_old_searches)),
        Rule(R.PAPER, lambda session, keyring, now: forget_names(session, keyring, now=now)),
        Rule(R.UPDATES, _by_time(remove_old_lists, remove_old_proofs)),
        Rule(R.ACCOUNTS, _by_time(forget_tries, remove_ended)),
    )
}
"""Every rule, in the order in which pages and commands show them."""


def carry_out(session: Session, keyring: Keyring, rule: Rule, *, now: datetime) -> int:
    """Delete what one rule says and note that it was carried out; return how many rows, or keys, went."""
    rows = rule.carry_out(session, keyring, now)
    statement = upsert(RetentionRun).values(rule=rule.name.value, last_at=now, last_rows=rows, rows=rows)
    newer = {
        "last_at": statement.excluded.last_at,
        "last_rows": statement.excluded.last_rows,
        "rows": RetentionRun.rows + statement.excluded.rows,
    }
    session.execute(statement.on_conflict_do_update(constraint="pk_retention_run", set_=newer))
    return rows

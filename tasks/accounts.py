"""Mails of accounts, and what is over."""

from app.accounts.letters import queue_letters, remove_ended
from app.accounts.limits import forget_tries
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from tasks.worker import job, keyring


@job("accounts.queue_letters")
def queue() -> int:
    """Put invitations, links for new passwords and notices into the mail queue."""
    with alone(Lock.ACCOUNTS) as is_ours, unit_of_work() as session:
        return queue_letters(session, keyring(), now=utc_now()) if is_ours else 0


@job("accounts.forget")
def forget() -> int:
    """Forget tries that are back to rest, and addresses and links that are over."""
    with unit_of_work() as session:
        return forget_tries(session, now=utc_now()) + remove_ended(session, now=utc_now())

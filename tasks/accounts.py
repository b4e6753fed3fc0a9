"""Mails of accounts, and what is over."""

from app.accounts.letters import queue_letters
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.privacy.runs import RuleName as R
from tasks.upkeep import keep
from tasks.worker import job, keyring


@job("accounts.queue_letters")
def queue() -> int:
    """Put invitations, links for new passwords and notices into the mail queue."""
    with alone(Lock.ACCOUNTS) as is_ours, unit_of_work() as session:
        return queue_letters(session, keyring(), now=utc_now()) if is_ours else 0


@job("accounts.forget")
def forget() -> int:
    """Forget tries that are back to rest, and addresses and links that are over."""
    return keep(R.ACCOUNTS)

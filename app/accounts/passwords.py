"""Changing a password, and setting a new one by a mailed link where it was forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.errors import LinkExpired, LinkUsed
from app.accounts.kinds import LetterKind, Notice
from app.accounts.limits import count_tries
from app.accounts.models import Account, AccountNotice, PasswordReset
from app.accounts.queries import get_account
from app.accounts.rules import RESET_LIVES, Limit
from app.accounts.security import Credentials
from app.accounts.sessions import revoke_all_sessions
from app.audit.chain import record
from app.core.db import Scope, enter_scope
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import token_hash
from app.mail.addresses import mailbox


def change_password(
    session: Session, tools: Credentials, actor: Actor, *, password: str, session_id: UUID, now: datetime
) -> None:
    """Set a new password and end every other session of the account."""
    account = get_account(session, actor.account_id)
    _set_password(session, tools, account, password=password, now=now)
    revoke_all_sessions(session, account.id, but=session_id, now=now)


def ask_for_reset(session: Session, tools: Credentials, *, email: str, network: str, now: datetime) -> None:
    """Write down that a link is asked for; a worker mails it if there is an account. Raises TooManyTries."""
    tries = {Limit.RESET_ADDRESS: mailbox(email), Limit.RESET_NETWORK: network}
    count_tries(session, tries, secret=tools.limits_key, now=now)
    known = session.scalar(select(Account.id).where(Account.mailbox == mailbox(email), Account.active))
    session.add(PasswordReset(account_id=known or new_id(), created_at=now, expires_at=now + RESET_LIVES))
    session.flush()


def get_reset(session: Session, token: str, *, now: datetime) -> tuple[PasswordReset, Account]:
    """Return what a mailed link leads to, and whose password it sets. Raises NotFound, LinkUsed or LinkExpired."""
    hashed = token_hash(token, LetterKind.RESET)
    enter_scope(session, Scope(token_hash=hashed))
    found = session.scalar(select(PasswordReset).where(PasswordReset.token_hash == hashed).with_for_update())
    if found is None or found.account_id is None:
        raise NotFound
    if found.used_at is not None:
        raise LinkUsed
    if now >= found.expires_at:
        raise LinkExpired
    return found, get_account(session, found.account_id)


def reset_password(session: Session, tools: Credentials, token: str, *, password: str, now: datetime) -> None:
    """Set a new password by a mailed link and end every session. Raises NotFound, LinkUsed or LinkExpired.

    The second factor stays: a mailbox that was taken over opens no account that has one.
    """
    reset, account = get_reset(session, token, now=now)
    reset.used_at = now
    session.flush()
    enter_scope(session, Scope(account_id=account.id))
    _set_password(session, tools, account, password=password, now=now)
    revoke_all_sessions(session, account.id, now=now)


def _set_password(session: Session, tools: Credentials, account: Account, *, password: str, now: datetime) -> None:
    account.password = tools.hash_password(password)
    record(
        session, actor=str(account.id), action="password changed", subject_kind="account", subject_id=account.id,
        now=now,
    )  # fmt: skip
    session.add(AccountNotice(account_id=account.id, kind=Notice.PASSWORD_CHANGED, created_at=now))
    session.flush()

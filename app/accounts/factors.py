"""Second factors of an account: an authenticator app, passkeys, and recovery codes for when they are lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.errors import LastSecondFactor, WrongCredentials
from app.accounts.kinds import Notice
from app.accounts.models import Account, AccountNotice, Passkey, RecoveryCode
from app.accounts.queries import get_account
from app.accounts.security import Credentials
from app.accounts.sessions import get_session, note_second_factor
from app.audit.chain import record


def has_second_factor(session: Session, account: Account) -> bool:
    """Whether the password alone does not open this account."""
    return account.totp_secret is not None or has_passkey(session, account)


def has_passkey(session: Session, account: Account) -> bool:
    """Whether the account has a passkey."""
    return bool(session.scalar(select(exists().where(Passkey.account_id == account.id))))


def check_code(session: Session, tools: Credentials, account: Account, code: str, *, now: datetime) -> bool:
    """Whether this is a code of the account's app, or one of its recovery codes; either works once."""
    if account.totp_secret is not None:
        counter = tools.check_totp(code, account.totp_secret, last_counter=account.totp_counter, now=now)
        if counter is not None:
            account.totp_counter = counter
            session.flush()
            return True
    return _use_recovery_code(session, tools, account, code)


def _use_recovery_code(session: Session, tools: Credentials, account: Account, code: str) -> bool:
    used = session.execute(
        delete(RecoveryCode)
        .where(RecoveryCode.account_id == account.id, RecoveryCode.code_hash == tools.hash_recovery_code(code))
        .returning(RecoveryCode.account_id)
    )
    return bool(used.all())


def set_up_totp(
    session: Session, tools: Credentials, actor: Actor, *, sealed: str, code: str, session_id: UUID, now: datetime
) -> list[str]:
    """Let codes of an app be the second factor from now on; return recovery codes where there were none.

    Raises WrongCredentials where the code is not the app's: whoever did not scan it would be shut out.
    """
    account = get_account(session, actor.account_id)
    counter = tools.check_totp(code, sealed, last_counter=None, now=now)
    if counter is None:
        raise WrongCredentials
    account.totp_secret, account.totp_counter = sealed, counter
    note_second_factor(session, get_session(session, session_id), now=now)
    note_change(session, account, "second factor added", now=now)
    return [] if count_recovery_codes(session, account) else renew_recovery_codes(session, tools, account)


def remove_totp(session: Session, actor: Actor, *, now: datetime) -> None:
    """Ask for no codes any more. Raises LastSecondFactor for staff without a passkey."""
    account = get_account(session, actor.account_id)
    if actor.is_staff and not has_passkey(session, account):
        raise LastSecondFactor
    account.totp_secret = account.totp_counter = None
    note_change(session, account, "second factor removed", now=now)


def renew_recovery_codes(session: Session, tools: Credentials, account: Account) -> list[str]:
    """Make new recovery codes in place of the old ones; return them, for they are shown once."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = tools.new_recovery_codes()
    session.add_all(RecoveryCode(account_id=account.id, code_hash=tools.hash_recovery_code(code)) for code in codes)
    session.flush()
    return codes


def count_recovery_codes(session: Session, account: Account) -> int:
    """How many recovery codes are left."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account.id)
    return session.scalar(query) or 0


def note_change(session: Session, account: Account, action: str, *, now: datetime) -> None:
    """Write the audit, and tell the holder by mail: it may not have been he."""
    record(
        session, actor=str(account.id), action=action, subject_kind="account", subject_id=account.id, now=now
    )  # fmt: skip
    session.add(AccountNotice(account_id=account.id, kind=Notice.SECOND_FACTOR_CHANGED, created_at=now))
    session.flush()

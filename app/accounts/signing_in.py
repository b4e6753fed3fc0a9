"""Signing in: the password first, then the second factor, and proving again later that it is still the same person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.factors import check_code
from app.accounts.limits import count_tries
from app.accounts.models import AccountSession
from app.accounts.queries import find_account
from app.accounts.rules import Limit
from app.accounts.security import Credentials
from app.accounts.sessions import get_session, note_second_factor, open_session
from app.mail.addresses import mailbox


def count_sign_in(session: Session, tools: Credentials, *, email: str | None, network: str, now: datetime) -> None:
    """Count a try to sign in. Raises TooManyTries, also for an address that nobody has here.

    A passkey comes without an address.
    """
    tries = {Limit.SIGN_IN_NETWORK: network}
    if email is not None:
        tries[Limit.SIGN_IN_ADDRESS] = mailbox(email)
    count_tries(session, tries, secret=tools.limits_key, now=now)


def sign_in(
    session: Session, tools: Credentials, *, email: str, password: str, now: datetime
) -> tuple[AccountSession, str] | None:
    """Open a session for whoever knows the password; it has no second factor yet. None where they do not belong.

    An address without an account takes as long as a wrong password, and is answered in the same way.
    """
    account = find_account(session, email)
    if not tools.is_password(password, account.password if account else None):
        return None
    if account is None or not account.active:
        return None
    return open_session(session, account.id, second_factor=False, now=now)


def count_code(session: Session, tools: Credentials, *, account_id: UUID, now: datetime) -> None:
    """Count a try of a code or a password of somebody known. Raises TooManyTries."""
    count_tries(session, {Limit.SECOND_FACTOR: str(account_id)}, secret=tools.limits_key, now=now)


def give_second_factor(session: Session, tools: Credentials, session_id: UUID, *, code: str, now: datetime) -> bool:
    """Complete a session with a code of the app or a recovery code; return whether it was one."""
    opened = get_session(session, session_id)
    if not check_code(session, tools, opened.account, code, now=now):
        return False
    note_second_factor(session, opened, now=now)
    return True


def prove_again(session: Session, tools: Credentials, session_id: UUID, *, proof: str, now: datetime) -> bool:
    """Make a session fresh again with a code, or with the password where there is no second factor."""
    opened = get_session(session, session_id)
    account = opened.account
    if opened.second_factor_at is None:
        is_proved = tools.is_password(proof, account.password)
    else:
        is_proved = check_code(session, tools, account, proof, now=now)
    if is_proved:
        opened.proved_at = now
        session.flush()
    return is_proved

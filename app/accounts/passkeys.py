"""Passkeys: made while signed in, and then enough to sign in with: they are something one has and one is or knows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.actor import Actor
from app.accounts.errors import LastSecondFactor, PasskeyRefused
from app.accounts.factors import count_recovery_codes, note_change, renew_recovery_codes
from app.accounts.models import Account, AccountSession, Passkey
from app.accounts.queries import get_account
from app.accounts.security import Credentials
from app.accounts.sessions import get_session, note_second_factor, open_session
from app.core.db import Scope, enter_scope
from app.core.errors import NotFound


def list_passkeys(session: Session, account_id: UUID) -> list[Passkey]:
    """Return an account's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    return list(session.scalars(query))


def offer_registration(session: Session, tools: Credentials, actor: Actor) -> tuple[str, str]:
    """Return options for the browser (JSON) and the challenge to keep until it answers."""
    known = [each.credential_id for each in list_passkeys(session, actor.account_id)]
    return tools.registration_options(get_account(session, actor.account_id), known)


def add_passkey(
    session: Session, tools: Credentials, actor: Actor, *, answer: str, challenge: str, name: str, session_id: UUID,
    now: datetime,
) -> list[str]:  # fmt: skip
    """Keep a passkey; return recovery codes where there were none. Raises PasskeyRefused."""
    account = get_account(session, actor.account_id)
    made = tools.check_registration(answer, challenge=challenge)
    enter_scope(session, Scope(account_id=account.id, token_hash=made.credential_id))
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)) is not None:
        raise PasskeyRefused
    session.add(
        Passkey(
            account_id=account.id, credential_id=made.credential_id, public_key=made.public_key,
            sign_count=made.sign_count, transports=[], name=name, created_at=now,
        )
    )  # fmt: skip
    note_second_factor(session, get_session(session, session_id), now=now)
    note_change(session, account, "passkey added", now=now)
    return [] if count_recovery_codes(session, account) else renew_recovery_codes(session, tools, account)


def remove_passkey(session: Session, actor: Actor, passkey_id: UUID, *, now: datetime) -> None:
    """Forget a passkey. Raises NotFound where it is not the account's, LastSecondFactor for staff's only factor."""
    account = get_account(session, actor.account_id)
    found = session.get(Passkey, passkey_id)
    if found is None or found.account_id != account.id:
        raise NotFound
    if actor.is_staff and account.totp_secret is None and len(list_passkeys(session, account.id)) == 1:
        raise LastSecondFactor
    session.delete(found)
    note_change(session, account, "passkey removed", now=now)


def offer_authentication(session: Session, tools: Credentials, account_id: UUID | None = None) -> tuple[str, str]:
    """Return options for the browser to ask for a passkey of this account, or of anybody, and the challenge."""
    known = list_passkeys(session, account_id) if account_id else []
    return tools.authentication_options([(each.credential_id, each.transports) for each in known])


def sign_in_with_passkey(
    session: Session, tools: Credentials, *, answer: str, challenge: str, now: datetime
) -> tuple[AccountSession, str]:
    """Open a whole session for the holder of a passkey. Raises PasskeyRefused."""
    account = _check(session, tools, answer=answer, challenge=challenge, now=now)
    return open_session(session, account.id, second_factor=True, now=now)


def prove_with_passkey(
    session: Session, tools: Credentials, session_id: UUID, *, answer: str, challenge: str, now: datetime
) -> None:
    """Complete a session, or make it fresh again, with a passkey of its account. Raises PasskeyRefused."""
    account = _check(session, tools, answer=answer, challenge=challenge, now=now)
    opened = session.get(AccountSession, session_id)
    if opened is None or opened.account_id != account.id:
        raise PasskeyRefused
    note_second_factor(session, opened, now=now)


def _check(session: Session, tools: Credentials, *, answer: str, challenge: str, now: datetime) -> Account:
    credential_id = tools.credential_of(answer)
    enter_scope(session, Scope(token_hash=credential_id))
    found = session.scalar(
        select(Passkey)
        .where(Passkey.credential_id == credential_id)
        .options(joinedload(Passkey.account))
        .with_for_update(of=Passkey)
    )
    if found is None or not found.account.active:
        raise PasskeyRefused
    found.sign_count = tools.check_authentication(
        answer, challenge=challenge, public_key=found.public_key, sign_count=found.sign_count
    )
    found.last_used_at = now
    session.flush()
    enter_scope(session, Scope(account_id=found.account_id))
    return found.account

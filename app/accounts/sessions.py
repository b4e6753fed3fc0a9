"""Sessions: rows that a cookie's token leads to, seen by their holder and ended one by one."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import AccountSession
from app.accounts.rules import SEEN_EVERY, SESSION_LONGEST, is_live
from app.core.db import Scope, enter_scope
from app.core.errors import NotFound
from app.core.sealing import token_hash

_PURPOSE: Final = "session"


def open_session(
    session: Session, account_id: UUID, *, second_factor: bool, now: datetime
) -> tuple[AccountSession, str]:
    """Open a session for an account; return it with the token for the cookie, which is kept nowhere else."""
    token = token_urlsafe(32)
    opened = AccountSession(
        account_id=account_id,
        token_hash=token_hash(token, _PURPOSE),
        created_at=now,
        last_seen_at=now,
        proved_at=now,
        second_factor_at=now if second_factor else None,
    )
    session.add(opened)
    session.flush()
    return opened, token


def find_session(session: Session, token: str, *, now: datetime) -> AccountSession | None:
    """Return the live session of a cookie's token with its account, and note that it was seen; else None."""
    hashed = token_hash(token, _PURPOSE)
    enter_scope(session, Scope(token_hash=hashed))
    found = session.scalar(
        select(AccountSession).where(AccountSession.token_hash == hashed).options(joinedload(AccountSession.account))
    )
    if found is None or not found.account.active or not _is_live(found, now):
        return None
    if now - found.last_seen_at >= SEEN_EVERY:
        found.last_seen_at = now
        session.flush()
    return found


def get_session(session: Session, session_id: UUID) -> AccountSession:
    """Return a session with its account, or raise NotFound."""
    if (found := session.get(AccountSession, session_id)) is None:
        raise NotFound
    session.refresh(found, ["account"])
    return found


def note_second_factor(session: Session, opened: AccountSession, *, now: datetime) -> None:
    """Write down that the person behind a session gave the second factor just now."""
    opened.second_factor_at = opened.proved_at = now
    session.flush()


def list_sessions(session: Session, account_id: UUID, *, now: datetime) -> list[AccountSession]:
    """Return an account's live sessions, the last seen first."""
    rows = session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.revoked_at.is_(None),
            AccountSession.created_at > now - SESSION_LONGEST,
        )
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id)
    )
    return [row for row in rows if _is_live(row, now)]


def revoke_session(session: Session, session_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """End one session of this account. Raises NotFound where it is not the account's."""
    found = session.get(AccountSession, session_id)
    if found is None or found.account_id != account_id:
        raise NotFound
    found.revoked_at = found.revoked_at or now
    session.flush()


def revoke_all_sessions(session: Session, account_id: UUID, *, but: UUID | None = None, now: datetime) -> int:
    """End every session of an account, but one that may stay; return how many."""
    statement = update(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.revoked_at.is_(None)
    )
    if but is not None:
        statement = statement.where(AccountSession.id != but)
    return len(session.execute(statement.values(revoked_at=now).returning(AccountSession.id)).all())


def _is_live(row: AccountSession, now: datetime) -> bool:
    return is_live(created_at=row.created_at, last_seen_at=row.last_seen_at, revoked_at=row.revoked_at, now=now)

"""The age keys that exports leave for: registered beforehand, usable later, seen by everyone on staff, revocable."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import Notice
from app.audit.chain import record
from app.core.age import NotSealable, age_keys
from app.core.errors import NotFound
from app.exports.errors import KeyComplaint, KeyNotUsable, KeyRefused
from app.exports.models import ExportKey
from app.exports.telling import tell_staff


def add_key(
    session: Session, actor: Actor, *, label: str, age_key: str, wait: timedelta, now: datetime
) -> ExportKey:  # fmt: skip
    """Register the public half of somebody's own age key; it can be used after ``wait``. Raises KeyRefused.

    The wait is for the others: everybody on staff is told at once, and can revoke it before anything leaves for it.
    """
    _refuse_what_is_no_key(age_key)
    key = ExportKey(account_id=actor.account_id, label=label, age_key=age_key, added_at=now, usable_from=now + wait)
    try:
        with session.begin_nested():
            session.add(key)
    except IntegrityError:
        raise KeyRefused(KeyComplaint.KNOWN) from None
    _record(session, actor, "export.key_added", key, now=now)
    tell_staff(session, Notice.EXPORT_KEY_ADDED, now=now)
    return key


def _refuse_what_is_no_key(age_key: str) -> None:
    if age_key.upper().startswith("AGE-SECRET-KEY-"):
        raise KeyRefused(KeyComplaint.PRIVATE_KEY)
    try:
        age_keys([age_key])
    except NotSealable:
        raise KeyRefused(KeyComplaint.NOT_A_KEY) from None


def revoke_key(session: Session, actor: Actor, key_id: UUID, *, now: datetime) -> None:
    """Let nothing leave for a key any more; anybody on staff may, for good. Raises NotFound."""
    key = session.scalar(select(ExportKey).where(ExportKey.id == key_id).with_for_update())
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now, actor.account_id
        _record(session, actor, "export.key_revoked", key, now=now)


def list_keys(session: Session) -> Sequence[ExportKey]:
    """Return every key, those that are not revoked first, the newest of each first."""
    return session.scalars(
        select(ExportKey).order_by(ExportKey.revoked_at.is_not(None), ExportKey.added_at.desc(), ExportKey.id)
    ).all()


def list_usable_keys(session: Session, account_id: UUID, *, now: datetime) -> list[ExportKey]:
    """Return somebody's own keys that an export can leave for now."""
    own = session.scalars(select(ExportKey).where(ExportKey.account_id == account_id).order_by(ExportKey.added_at))
    return [key for key in own if key.is_usable(now=now)]


def list_staff_keys(session: Session, *, now: datetime) -> list[ExportKey]:
    """Return every key that something can leave for now, whoever registered it, by label."""
    keys = session.scalars(select(ExportKey).order_by(ExportKey.label, ExportKey.id))
    return [key for key in keys if key.is_usable(now=now)]


def refuse_revoked(session: Session, given: Sequence[str]) -> None:
    """Refuse what was encrypted to a key that is revoked since. Raises KeyNotUsable."""
    revoked = select(ExportKey.id).where(ExportKey.age_key.in_(given), ExportKey.revoked_at.is_not(None))
    if session.scalar(revoked.limit(1)) is not None:
        raise KeyNotUsable("a key was revoked")


def get_usable_key(session: Session, account_id: UUID, key_id: UUID, *, now: datetime) -> ExportKey:
    """Return one of somebody's own keys. Raises KeyNotUsable."""
    key = next((key for key in list_usable_keys(session, account_id, now=now) if key.id == key_id), None)
    if key is None:
        raise KeyNotUsable("the key is not usable")
    return key


def _record(session: Session, actor: Actor, action: str, key: ExportKey, *, now: datetime) -> None:
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="export_key", subject_id=key.id,
        details={"age_key": key.age_key}, now=now,
    )  # fmt: skip

"""Writing the audit and verifying it. Each entry's hash covers the hash before it, so a gap or a change shows."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.locks import Lock

_BEGINNING: Final = bytes(32)


def record(
    session: Session, *, actor: str, action: str, subject_kind: str, now: datetime,
    subject_id: UUID | None = None, details: dict[str, Any] | None = None,
) -> AuditEntry:  # fmt: skip
    """Append one entry. ``actor`` is an account's id or ``"operator"``; ``details`` has no personal data.

    Entries are written one after another: the lock is held until the transaction ends.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(Lock.AUDIT)})
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=now,
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        details=details or {},
        previous_hash=last.hash if last else _BEGINNING,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()
    return entry


def iter_breaks(session: Session) -> Iterator[str]:
    """Yield a sentence for each place where the chain does not hold."""
    number, previous = 0, _BEGINNING
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)):
        number += 1
        if entry.number != number:
            yield f"entry {number} is missing"
            number = entry.number
        if entry.previous_hash != previous:
            yield f"entry {entry.number} does not follow the entry before it"
        if entry.hash != _hash(entry):
            yield f"entry {entry.number} was changed"
        previous = entry.hash


def find_head(session: Session) -> AuditEntry | None:
    """Return the newest entry, whose hash stands for all before it."""
    return session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))


def has_hash(session: Session, digest: bytes) -> bool:
    """Whether an entry with this hash stands in the chain."""
    return session.scalar(select(AuditEntry.number).where(AuditEntry.hash == digest)) is not None


def _hash(entry: AuditEntry) -> bytes:
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": [entry.subject_kind, str(entry.subject_id) if entry.subject_id else None],
        "details": entry.details,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(entry.previous_hash + canonical).digest()

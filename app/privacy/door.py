"""Opening and using a private page by its token: the public process's side of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.sealing import NotOurs, open_for_holder, token_hash
from app.privacy.pages import ACCESS, HeldCopy, HeldEntry
from app.signatures.states import ShowName


@dataclass(frozen=True, kw_only=True)
class OwnSignature:
    """One signature, or a form that waits (``pending``): the state of this moment, the words from the sealed page."""

    id: UUID
    petition_id: UUID
    state: str
    name: str
    comment: str
    country: str
    show_name: ShowName
    deliver_name: bool
    updates: bool
    confirmed_hour: datetime | None


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """What is held under an address."""

    email: str
    suppression: bytes
    expires_at: datetime
    signatures: list[OwnSignature]


def get_private_page(session: Session, token: str, *, now: datetime) -> OwnPage:
    """Open a private page, or raise NotFound."""
    page, held = _open(session, token, now=now)
    entries = {entry.id: entry for entry in held.entries}
    rows = session.execute(
        text("SELECT * FROM door.list_own_entries(:hash, :entries, :proofs, :now)"),
        {
            "hash": token_hash(token, ACCESS),
            "entries": list(entries),
            "proofs": [entry.proof for entry in held.entries],
            "now": now,
        },
    )
    signatures = [_own_signature(row, entries[row.id]) for row in rows]
    return OwnPage(email=held.email, suppression=held.suppression, expires_at=page.expires_at, signatures=signatures)


def _own_signature(row: Any, entry: HeldEntry) -> OwnSignature:
    """Join what is so now with the words on the page. Words of an earlier form are left out."""
    is_current = row.state != "withdrawn" and row.submission_id == entry.submission_id
    return OwnSignature(
        id=row.id,
        petition_id=row.petition_id,
        state=row.state,
        name=entry.name if is_current else "",
        comment=entry.comment if is_current else "",
        country=row.country,
        show_name=ShowName(row.show_name),
        deliver_name=row.deliver_name,
        updates=row.updates,
        confirmed_hour=row.confirmed_hour,
    )


def change_signature(
    session: Session, token: str, signature_id: UUID, *, show_name: ShowName, updates: bool, now: datetime
) -> None:
    """Change how the name is shown and whether updates are sent. Raises NotFound."""
    _, entry = _find_entry(session, token, signature_id, now=now)
    _act(
        session,
        "SELECT door.change_entry(:hash, :entry, :proof, :show, :updates, :address, :now)",
        {"hash": token_hash(token, ACCESS), "entry": entry.id, "proof": entry.proof, "show": show_name.value,
         "updates": updates, "address": entry.address_sealed if updates else None, "now": now},
    )  # fmt: skip


def withdraw_signature(session: Session, token: str, signature_id: UUID, *, now: datetime) -> None:
    """Take the signature back: it counts no more. Raises NotFound."""
    _, entry = _find_entry(session, token, signature_id, now=now)
    _act(
        session,
        "SELECT door.withdraw_entry(:hash, :entry, :proof, :now)",
        {"hash": token_hash(token, ACCESS), "entry": entry.id, "proof": entry.proof, "now": now},
    )


def erase_signature(session: Session, token: str, signature_id: UUID, *, never_again: bool, now: datetime) -> None:
    """Delete the signature and everything held with it; on request, never write again. Raises NotFound."""
    held, entry = _find_entry(session, token, signature_id, now=now)
    _act(
        session,
        "SELECT door.erase_entry(:hash, :entry, :proof, :never_again, :now)",
        {
            "hash": token_hash(token, ACCESS),
            "entry": entry.id,
            "proof": entry.proof,
            "never_again": held.suppression if never_again else None,
            "now": now,
        },
    )


def _open(session: Session, token: str, *, now: datetime) -> tuple[Any, HeldCopy]:
    given = {"hash": token_hash(token, ACCESS), "now": now}
    page = session.execute(text("SELECT * FROM door.find_private_page(:hash, :now)"), given).one_or_none()
    if page is None:
        raise NotFound("no such private page")
    try:
        return page, msgspec.msgpack.decode(open_for_holder(token, page.sealed), type=HeldCopy)
    except NotOurs:
        raise NotFound("no such private page") from None


def _find_entry(session: Session, token: str, entry_id: UUID, *, now: datetime) -> tuple[HeldCopy, HeldEntry]:
    _, held = _open(session, token, now=now)
    entry = next((entry for entry in held.entries if entry.id == entry_id), None)
    if entry is None:
        raise NotFound("no such signature on this page")
    return held, entry


def _act(session: Session, statement: str, given: dict[str, object]) -> None:
    if not session.scalar(text(statement), given):
        raise NotFound("no such signature on this page")

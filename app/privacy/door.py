"""Opening and using a private page by its token: the public process's side of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.sealing import NotOurs, open_for_holder, token_hash
from app.privacy.pages import ACCESS, HeldCopy
from app.signatures.states import ShowName


@dataclass(frozen=True, kw_only=True)
class OwnSignature:
    """One signature as its holder sees it: the state of this moment, the words from the sealed page."""

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
    given = {"hash": token_hash(token, ACCESS), "now": now}
    page = session.execute(text("SELECT * FROM door.find_private_page(:hash, :now)"), given).one_or_none()
    if page is None:
        raise NotFound("no such private page")
    try:
        held = msgspec.msgpack.decode(open_for_holder(token, page.sealed), type=HeldCopy)
    except NotOurs:
        raise NotFound("no such private page") from None
    words = {signature.id: signature for signature in held.signatures}
    rows = session.execute(text("SELECT * FROM door.list_own_signatures(:hash, :now)"), given)
    signatures = [
        OwnSignature(
            id=row.id,
            petition_id=row.petition_id,
            state=row.state,
            name=words[row.id].name if row.state != "withdrawn" else "",
            comment=words[row.id].comment if row.state != "withdrawn" else "",
            country=row.country,
            show_name=ShowName(row.show_name),
            deliver_name=row.deliver_name,
            updates=row.updates,
            confirmed_hour=row.confirmed_hour,
        )
        for row in rows
    ]
    return OwnPage(email=held.email, suppression=held.suppression, expires_at=page.expires_at, signatures=signatures)


def change_signature(
    session: Session, token: str, signature_id: UUID, *, show_name: ShowName, updates: bool, now: datetime
) -> None:
    """Change how the name is shown and whether updates are sent. Raises NotFound."""
    _act(
        session,
        "SELECT door.change_signature(:hash, :signature, :show, :updates, :now)",
        {"hash": token_hash(token, ACCESS), "signature": signature_id, "show": show_name.value, "updates": updates,
         "now": now},
    )  # fmt: skip


def withdraw_signature(session: Session, token: str, signature_id: UUID, *, now: datetime) -> None:
    """Take the signature back: it counts no more. Raises NotFound."""
    _act(
        session,
        "SELECT door.withdraw_signature(:hash, :signature, :now)",
        {"hash": token_hash(token, ACCESS), "signature": signature_id, "now": now},
    )


def erase_signature(session: Session, token: str, signature_id: UUID, *, never_again: bool, now: datetime) -> None:
    """Delete the signature and everything held with it; on request, never write again. Raises NotFound."""
    page = get_private_page(session, token, now=now)
    _act(
        session,
        "SELECT door.erase_signature(:hash, :signature, :never_again, :now)",
        {
            "hash": token_hash(token, ACCESS),
            "signature": signature_id,
            "never_again": page.suppression if never_again else None,
            "now": now,
        },
    )


def _act(session: Session, statement: str, given: dict[str, object]) -> None:
    if not session.scalar(text(statement), given):
        raise NotFound("no such signature on this page")

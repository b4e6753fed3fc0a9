"""Keys and exports in any state, as the services leave them."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.core.clock import utc_now
from app.core.ids import new_id
from app.exports.asking import approve, ask
from app.exports.compiling import file_of
from app.exports.keys import add_key
from app.exports.models import Export, ExportKey
from app.exports.rules import Column, Format, Purpose, Wish
from app.exports.states import ExportState

IDENTITY = pyrage.x25519.Identity.generate()
"""Opens what leaves for a key of the factories, unless another was given."""


def staff(account_id: UUID | None = None) -> Actor:
    """Somebody on staff, as services are given one."""
    return Actor(account_id=account_id or new_id(), language="en", staff_role=StaffRole.REVIEWER)


def wish_for(petition_id: UUID, **choices: Any) -> Wish:
    """Return a wish that may be asked for: figures, as CSV."""
    anything: dict[str, Any] = {
        "petition_id": petition_id, "purpose": Purpose.FIGURES, "words": "For the yearly report.",
        "columns": (Column.ROW, Column.COUNTRY, Column.LANGUAGE), "format": Format.CSV,
    }  # fmt: skip
    return Wish(**anything | choices)


def new_age_key() -> str:
    """Return the public half of a key that nobody keeps."""
    return str(pyrage.x25519.Identity.generate().to_public())


def add_export_key(session: Session, actor: Actor, *, age_key: str = "", label: str = "laptop") -> ExportKey:
    """Register a key that can be used at once."""
    return add_key(
        session, actor, label=label, age_key=age_key or new_age_key(), wait=timedelta(0), now=utc_now()
    )  # fmt: skip


def add_export(session: Session, wish: Wish, *, asker: Actor | None = None, identity: Any = None) -> Export:
    """Ask for an export that leaves for a key of ``asker``, or of whoever registered that of ``identity``."""
    age_key = str(identity.to_public()) if identity else new_age_key()
    key = session.scalar(select(ExportKey).where(ExportKey.age_key == age_key))
    asker = asker or staff(key.account_id if key else None)
    key = key or add_export_key(session, asker, age_key=age_key)
    export_id = ask(session, asker, wish, key_id=key.id, now=utc_now())
    return session.get_one(Export, export_id)


def add_approved(session: Session, wish: Wish, *, asker: Actor | None = None, identity: Any = None) -> Export:
    """Ask for an export, and have somebody else approve it."""
    export = add_export(session, wish, asker=asker, identity=identity)
    approve(session, staff(), export.id, digest=export.digest.hex(), now=utc_now())
    return export


def make_ready(session: Session, export: Export, var: Path, *, content: bytes = b"age-encryption.org/v1") -> None:
    """Put an approved export's file into its place, as if a worker had compiled it."""
    path = file_of(var, export.id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
    now = utc_now()
    export.state = ExportState.COMPILING
    session.flush()
    export.state, export.plain_sha256, export.cut_off = ExportState.READY, bytes(32), now
    export.ready_at, export.gone_at, export.size_bytes = now, now + timedelta(hours=24), len(content)
    session.flush()

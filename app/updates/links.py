"""The link in every update that stops them: its token, and what its holder may do with it in the public process."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.sealing import token_hash

UNSUBSCRIBE: Final = "unsubscribe"


@dataclass(frozen=True)
class Subscription:
    """What the page behind the link shows."""

    petition_id: UUID
    is_wanted: bool


def link_id(signature_id: UUID, holder: bytes) -> UUID:
    """Return what a token is made of: the same as long as the same mailbox holds the signature."""
    return uuid5(signature_id, holder.hex())


def get_subscription(session: Session, token: str) -> Subscription:
    """Return whether updates are sent to the holder of a link, or raise NotFound."""
    return _first(session, "SELECT * FROM door.find_subscription(:hash)", token)


def stop_updates(session: Session, token: str) -> Subscription:
    """Send no more, and delete the address that was kept for them. Raises NotFound; stopping twice is harmless."""
    return _first(session, "SELECT * FROM door.stop_updates(:hash)", token)


def _first(session: Session, statement: str, token: str) -> Subscription:
    row = session.execute(text(statement), {"hash": token_hash(token, UNSUBSCRIBE)}).one_or_none()
    if row is None:
        raise NotFound("no such link")
    return Subscription(row.petition_id, row.is_wanted)

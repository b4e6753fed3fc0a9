"""What the public may read of messages."""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messages.models import PublishedMessage


class PublicMessage(msgspec.Struct, frozen=True):
    """One message; ``name`` is empty where its author gave none."""

    language: str
    name: str
    text: str


def list_messages(session: Session, petition_id: UUID, *, limit: int) -> list[PublicMessage]:
    """Return public messages to a prisoner, in an order that says nothing of time."""
    query = (
        select(PublishedMessage.language, PublishedMessage.name, PublishedMessage.text)
        .where(PublishedMessage.petition_id == petition_id)
        .order_by(PublishedMessage.id)
        .limit(limit)
    )
    return [PublicMessage(*row) for row in session.execute(query)]

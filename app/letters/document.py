"""What the public site knows of a letter to an official."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.campaigns.document import Texts


class LetterDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``languages`` are those the letter itself is written in; ``sent`` is what senders told us, unchecked."""

    id: UUID
    slug: str
    position: int
    office: Texts
    points: dict[str, list[str]]
    languages: list[str]
    salutation: Texts
    subject: Texts
    text: Texts
    email: str | None = None
    postal_address: str | None = None
    closes_at: datetime | None = None
    stop_reason: Texts | None = None
    sent: int = 0

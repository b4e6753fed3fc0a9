"""What the public site knows of an update."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.campaigns.document import Texts


class UpdateDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``html`` is clean; ``languages`` are those it is written in from beginning to end."""

    id: UUID
    number: int
    subject: Texts
    html: Texts
    languages: list[str]
    published_at: datetime

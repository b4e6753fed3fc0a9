"""What the public site knows of a delivery: enough to check a pack, and what became of it. Nobody's name."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from app.campaigns.document import Texts


class RecordedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the register as everybody may read it: what, and on which day."""

    kind: str
    day: date


class CorrectionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be struck since: row numbers of the list, where there is one, and how many still count, at most.

    ``signature`` (base64) is over the canonical JSON of which ``sha256`` is the digest.
    """

    number: int
    day: date
    standing: int
    rows: list[int]
    sha256: str
    signature: str


class DeliveryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery. Digests are SHA-256 in hex; ``counts`` are those of the manifest."""

    id: UUID
    campaign_id: UUID
    recipient: Texts
    profile: str
    counts: dict[str, int]
    cut_off: datetime
    wording_number: int
    wording_sha256: str
    manifest_sha256: str
    pack_sha256: str
    checkpoint: str | None
    state: str
    entries: list[RecordedEntry]
    reply_due: date | None
    is_sample: bool
    corrections: list[CorrectionRecord] = []

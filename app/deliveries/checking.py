"""Checking what somebody holds against the public register: a manifest, or the digest of one or of a whole pack."""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from app.deliveries.manifest import NotAManifest, read_manifest
from app.deliveries.record import DeliveryRecord

MANIFEST_BYTES: Final = 400_000
"""More than any manifest has: its files are at most two thousand, and each takes a line."""
_DIGEST: Final = re.compile(r"(?:sha-?256)?([0-9a-f]{64})")
_BETWEEN: Final = re.compile(r"[\s:]+")
Records = Mapping[UUID, DeliveryRecord]


class Verdict(StrEnum):
    """What a check found. ``altered``: the register has this delivery, with another manifest."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    NO_MANIFEST = "no_manifest"
    NO_DIGEST = "no_digest"


class Checked(NamedTuple):
    """A verdict with what it is about: the digest that was looked for (hex), and the record found."""

    verdict: Verdict
    digest: str = ""
    record: DeliveryRecord | None = None


def check_digest(typed: str, records: Records) -> Checked:
    """Look for the digest of a manifest or of a pack, written with spaces, colons or capitals or without."""
    found = _DIGEST.fullmatch(_BETWEEN.sub("", typed.lower()))
    if found is None:
        return Checked(Verdict.NO_DIGEST)
    digest = found[1]
    record = next((each for each in records.values() if digest in (each.manifest_sha256, each.pack_sha256)), None)
    return Checked(Verdict.GENUINE if record else Verdict.UNKNOWN, digest, record)


def check_manifest(raw: bytes, records: Records) -> Checked:
    """Look for a manifest, which may come from anybody: it is believed only where its digest is in the register."""
    checked = check_digest(hashlib.sha256(raw).hexdigest(), records)
    if checked.verdict is Verdict.GENUINE:
        return checked
    try:
        claimed = UUID(read_manifest(raw).delivery)
    except (NotAManifest, ValueError):
        return Checked(Verdict.NO_MANIFEST)
    record = records.get(claimed)
    return Checked(Verdict.ALTERED if record else Verdict.UNKNOWN, checked.digest, record)

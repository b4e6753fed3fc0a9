"""The manifest of a pack: what was delivered, in canonical JSON (``app.core.signing``), signed with Ed25519.

Standard library and cryptography only.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core.signing import canonical, key_fingerprint
from app.deliveries.container import MOST_FILES
from app.deliveries.facts import DeliveryFacts, PackFile, Profile

FORMAT: Final = "vigil-delivery/1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
PUBLIC_KEY: Final = "vigil-public-key.txt"
_MOST_COUNTS: Final = 50
_LARGEST_COUNT: Final = 2**53
"""Whole numbers below are the same to every program that reads JSON (RFC 8259, 6)."""


class NotAManifest(Exception):
    """The bytes are not a manifest that Vigil could have written; the text says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest states, after its shape was checked. ``cut_off`` is ISO 8601 in UTC."""

    delivery: str
    profile: str
    recipient: str
    campaign: str
    wording_sha256: str
    cut_off: str
    counts: dict[str, int]
    sample: bool
    key_fingerprint: str
    files: tuple[PackFile, ...]


def write_manifest(facts: DeliveryFacts, files: Sequence[PackFile], key: Ed25519PublicKey) -> bytes:
    """Return the manifest's exact bytes."""
    return canonical(
        {
            "format": FORMAT,
            "delivery": str(facts.id),
            "profile": facts.profile.value,
            "language": facts.language,
            "recipient": {"name": facts.recipient_name, "office": list(facts.recipient_office)},
            "campaign": {"title": facts.campaign_title, "hashtag": facts.hashtag},
            "wording": {"number": facts.wording_number, "sha256": facts.wording_sha256},
            "cut_off": facts.cut_off.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "counts": facts.counts(),
            "stated_by_partners": [
                {"partner": each.partner, "figure": each.figure, "as_of": each.as_of, "evidence": each.evidence}
                for each in facts.stated
            ],
            "checkpoint": facts.checkpoint,
            "organisation": facts.organisation,
            "sample": facts.is_sample,
            "key": {"algorithm": "Ed25519", "fingerprint": key_fingerprint(key)},
            "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files],
        }
    )


def read_manifest(raw: bytes) -> Manifest:
    """Read a manifest, trusting nothing. Raises NotAManifest."""
    try:
        document = json.loads(raw)
        if canonical(document) != raw:
            raise NotAManifest("manifest.json is not written in the canonical way")
        return _manifest(document)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotAManifest("manifest.json is not the manifest of a delivery") from None


def _manifest(document: dict[str, object]) -> Manifest:
    """Take the parts by their types; a missing or mistyped one raises KeyError or TypeError."""
    if document["format"] != FORMAT:
        raise ValueError("unknown format")
    return Manifest(
        delivery=_text(document["delivery"]),
        profile=Profile(_text(document["profile"])),
        recipient=_text(_part(document["recipient"])["name"]),
        campaign=_text(_part(document["campaign"])["title"]),
        wording_sha256=_text(_part(document["wording"])["sha256"]),
        cut_off=_text(document["cut_off"]),
        counts=_stated_counts(_part(document["counts"])),
        sample=document["sample"] is True,
        key_fingerprint=_text(_part(document["key"])["fingerprint"]),
        files=tuple(_file(_part(entry)) for entry in _entries(document["files"])),
    )


def _stated_counts(counts: dict[str, object]) -> dict[str, int]:
    if len(counts) > _MOST_COUNTS:
        raise NotAManifest("manifest.json states more counts than there are kinds")
    return {name: _whole(count) for name, count in counts.items()}


def _file(entry: dict[str, object]) -> PackFile:
    return PackFile(name=_text(entry["name"]), size=_whole(entry["size"]), sha256=_text(entry["sha256"]))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("not a text")


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_COUNT:
        return value
    raise TypeError("not a count")


def _part(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise TypeError("not an object")


def _entries(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    if len(value) > MOST_FILES:
        raise NotAManifest("manifest.json lists more files than a pack can hold")
    return value

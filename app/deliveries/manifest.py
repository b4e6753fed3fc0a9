"""The manifest of a pack: what was delivered, in canonical JSON, signed with Ed25519.

Canonical means UTF-8, keys sorted, no spaces, no escapes beyond what JSON needs, and no newline at the end.
The signature is over exactly these bytes. Standard library and cryptography only.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.deliveries.container import MOST_FILES
from app.deliveries.facts import DeliveryFacts, PackFile, Profile

FORMAT: Final = "vigil-delivery/1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
PUBLIC_KEY: Final = "vigil-public-key.txt"
_PEM: Final = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)
_RAW_KEY_BYTES: Final = 32
_MOST_COUNTS: Final = 50
_LARGEST_COUNT: Final = 2**53
"""Whole numbers below are the same to every program that reads JSON (RFC 8259, 6)."""


class NotAManifest(Exception):
    """The bytes are not a manifest that Vigil could have written; the text says why."""


class NotAKey(Exception):
    """The bytes hold no Ed25519 public key."""


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


def canonical(document: object) -> bytes:
    """Return the one way to write a JSON document."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


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


def key_fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of the raw public key (32 bytes), in hex: the key's id."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def public_key_text(key: Ed25519PublicKey) -> str:
    """Return the public key as PEM under two lines that a person can read; openssl passes over them."""
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"Vigil delivery key, Ed25519\nfingerprint (SHA-256): {key_fingerprint(key)}\n{pem.decode()}"


class PublishedKey(NamedTuple):
    """How a key is published: its id in hex, and PEM under two lines of words."""

    fingerprint: str
    text: str


def published_key(raw: bytes) -> PublishedKey:
    """Return what is told of a public key, given as PEM or 32 raw bytes. Raises NotAKey."""
    key = read_public_key(raw)
    return PublishedKey(key_fingerprint(key), public_key_text(key))


def read_public_key(raw: bytes) -> Ed25519PublicKey:
    """Read an Ed25519 public key: 32 raw bytes, or PEM with or without words around it. Raises NotAKey."""
    if len(raw) == _RAW_KEY_BYTES:
        return Ed25519PublicKey.from_public_bytes(raw)
    pem = _PEM.search(raw)
    try:
        key = serialization.load_pem_public_key(pem.group() if pem else b"")
    except ValueError:
        raise NotAKey("there is no Ed25519 public key") from None
    if isinstance(key, Ed25519PublicKey):
        return key
    raise NotAKey("the public key is not an Ed25519 one")


def is_signed_by(key: Ed25519PublicKey, *, manifest: bytes, signature: bytes) -> bool:
    """Whether the signature over the manifest's exact bytes is by this key."""
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True

"""Signing what the public may check: one way to write JSON, and Ed25519 public keys as they are published.

Canonical means UTF-8, keys sorted, no spaces, no escapes beyond what JSON needs, and no newline at the end. A signature
is over exactly these bytes. Standard library and cryptography only: whoever checks needs nothing else of ours.
"""

import hashlib
import json
import re
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_PEM: Final = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)
_RAW_KEY_BYTES: Final = 32


class NotAKey(Exception):
    """The bytes hold no Ed25519 public key."""


def canonical(document: object) -> bytes:
    """Return the one way to write a JSON document."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


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


def is_signed_by(key: Ed25519PublicKey, *, signed: bytes, signature: bytes) -> bool:
    """Whether the signature over exactly these bytes is by this key."""
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True

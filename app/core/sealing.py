"""Sealing with a key that is given, and what is stored of a link's token. Nothing here keeps a key."""

import hashlib
import os
from collections.abc import Callable
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import VigilError

SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
STEP: Final = 256
_NONCE_BYTES: Final = 12


class NotOurs(VigilError):
    """A sealed text was altered, or belongs to another row or purpose."""


def token_hash(token: str, purpose: str) -> bytes:
    """What is stored of a token. Bound to its purpose: one kind of link cannot act as another."""
    return hashlib.sha256(f"{purpose}|{token}".encode()).digest()


def seal_for_holder(token: str, plaintext: bytes, *, step: int = STEP) -> bytes:
    """Seal for whoever holds the token of a link, and nobody who has only the database. Padded: see ``pad``."""
    return seal(_holder_key(token), pad(plaintext, step), b"holder")


def open_for_holder(token: str, sealed: bytes) -> bytes:
    """Open what was sealed for the holder of this token. Raises NotOurs."""
    return unpad(unseal(_holder_key(token), sealed, b"holder"))


def pad(plaintext: bytes, step: int = STEP) -> bytes:
    """Lengthen to the next multiple of ``step`` bytes (ISO/IEC 7816-4): a length tells a name from another."""
    return plaintext + b"\x80" + bytes(-(len(plaintext) + 1) % step)


def unpad(padded: bytes) -> bytes:
    """Reverse of ``pad``. Raises NotOurs where nothing was padded."""
    plaintext = padded.rstrip(b"\0")
    if not plaintext.endswith(b"\x80"):
        raise NotOurs("a sealed text is not padded")
    return plaintext[:-1]


def seal(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM: a random nonce of 12 bytes, then the text and its tag of 16 bytes."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Reverse of ``seal``. Raises NotOurs where the text, the row or the purpose differ."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise NotOurs("a sealed text does not open") from None


def opener(key: bytes) -> Callable[[bytes, bytes], bytes]:
    """Return what opens many texts under one key, as ``unseal`` opens one: for a list of a million names."""
    decrypt = AESGCM(key).decrypt

    def open_one(sealed: bytes, bound_to: bytes) -> bytes:
        try:
            return decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            raise NotOurs("a sealed text does not open") from None

    return open_one


def seal_to(public_key: bytes, plaintext: bytes, *, bound_to: bytes) -> bytes:
    """Seal for whoever holds the private half of a key, which is given: nobody needs a key folder for it."""
    return SUITE.encrypt(plaintext, public_pair(public_key), info=bound_to)


def webhook_bound(row: UUID) -> bytes:
    """What a webhook's secret is bound to."""
    return b"webhook|" + row.bytes


def public_pair(raw: bytes) -> MLKEM768X25519PublicKey:
    """Read the public half of a hybrid key."""
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:-32]), X25519PublicKey.from_public_bytes(raw[-32:])
    )


def _holder_key(token: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"vigil holder").derive(token.encode())

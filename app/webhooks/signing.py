"""Signing a call so that the other side knows it came from here, unchanged and just now (Standard Webhooks 1.0)."""

import base64
import binascii
import hmac
import secrets
from typing import Final
from uuid import UUID

SECRET_MARK: Final = "whsec_"  # noqa: S105 - a mark, not a secret
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """Return a fresh secret as receivers' libraries take it: ``whsec_`` and 32 random bytes in base64."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def message_id(event_id: UUID) -> str:
    """Return the id of an event in ``webhook-id``: the same at every try, so that a repeat is known as one."""
    return f"msg_{event_id.hex}"


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of ``webhook-signature``: HMAC-SHA-256 over id, time and body with full stops between."""
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers_for(secret: str, *, event_id: UUID, timestamp: int, body: bytes) -> dict[str, str]:
    """Return every header of one try."""
    name = message_id(event_id)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Vigil-Webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id=name, timestamp=timestamp, body=body),
    }


def is_genuine(secret: str, *, headers: dict[str, str], body: bytes, now: int, tolerance_seconds: int = 300) -> bool:
    """What a receiver does: whether a call is ours, unchanged, and not older than five minutes."""
    try:
        timestamp = int(headers["webhook-timestamp"])
        given = headers["webhook-signature"].encode(errors="replace").split()
        expected = sign(secret, message_id=headers["webhook-id"], timestamp=timestamp, body=body)
    except (KeyError, ValueError, binascii.Error):
        return False
    is_recent = abs(now - timestamp) <= tolerance_seconds
    return is_recent and any(hmac.compare_digest(each, expected.encode()) for each in given)

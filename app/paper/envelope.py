"""Lines and scans between the console and the worker, sealed: the console has the public key and no other."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from app.core.crypto import Keyring, PublicKeys
from app.core.sealing import pad, unpad
from app.paper.tables import Row

_STEP: Final = 4096
"""Pages of a few lines are all of one length."""


class SealedBytes(msgspec.Struct, frozen=True):
    """What is stored: the day whose key opens it, and the sealed bytes."""

    key_day: date
    sealed: bytes


def seal_rows(rows: Sequence[Row], keys: PublicKeys, *, page_id: UUID, today: date) -> SealedBytes:
    """Seal the lines of a page."""
    plain = pad(msgspec.msgpack.encode(list(rows)), _STEP)
    return SealedBytes(*keys.seal_intake(plain, bound_to=b"paper page|" + page_id.bytes, today=today))


def open_rows(sealed: bytes, keyring: Keyring, *, page_id: UUID, day: date) -> list[Row]:
    """Open a page. Raises KeyGone, NotOurs or msgspec.DecodeError."""
    plain = keyring.open_intake(sealed, day=day, bound_to=b"paper page|" + page_id.bytes)
    return msgspec.msgpack.decode(unpad(plain), type=list[Row])


def seal_scan(content: bytes, keys: PublicKeys, *, scan_id: UUID, today: date) -> SealedBytes:
    """Seal a scan on its way in."""
    return SealedBytes(*keys.seal_intake(content, bound_to=b"paper scan|" + scan_id.bytes, today=today))


def open_scan(sealed: bytes, keyring: Keyring, *, scan_id: UUID, day: date) -> bytes:
    """Open a scan that came in. Raises KeyGone or NotOurs."""
    return keyring.open_intake(sealed, day=day, bound_to=b"paper scan|" + scan_id.bytes)

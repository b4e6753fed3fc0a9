"""Encryption of a pack with names, by age (https://age-encryption.org/v1)."""

from collections.abc import Sequence
from pathlib import Path

import pyrage

from app.core.age import NotSealable, age_keys
from app.core.errors import VigilError


class NotOpened(VigilError):
    """The pack was not encrypted to this identity, or was altered on the way."""


def seal_file(clear: Path, sealed: Path, public_keys: Sequence[str]) -> None:
    """Encrypt a file block by block. The result differs each time: compare what is inside."""
    recipients = age_keys(public_keys)
    with clear.open("rb") as reader, sealed.open("wb") as writer:
        pyrage.encrypt_io(reader, writer, recipients)


def open_sealed(sealed: Path, clear: Path, identity_file: Path) -> None:
    """Decrypt a file with an age identity file (``AGE-SECRET-KEY-1...``; lines with ``#`` are comments).

    Raises NotSealable where the file holds no identity, NotOpened where it does not open the pack.
    """
    identities = _identities(identity_file)
    try:
        with sealed.open("rb") as reader, clear.open("wb") as writer:
            pyrage.decrypt_io(reader, writer, identities)
    except (pyrage.DecryptError, OSError, ValueError):
        raise NotOpened("it was not encrypted to this identity, or was altered") from None


def _identities(identity_file: Path) -> list[pyrage.x25519.Identity]:
    lines = (line.strip() for line in identity_file.read_text("utf-8").splitlines())
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        raise NotSealable("the identity file holds something that is not an age identity") from None
    if not found:
        raise NotSealable("the identity file holds no age identity")
    return found

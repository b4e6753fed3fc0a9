"""Encryption by age (https://age-encryption.org/v1) to public keys that are given, whole or as it comes.

X25519 alone (``age1…``). Nothing here keeps or reads a private key but to tell that it is one.
"""

from collections.abc import Iterator, Sequence
from typing import IO

import pyrage

from app.core.errors import VigilError


class NotSealable(VigilError):
    """A recipient's age public key, or an identity file, is not one."""


def age_keys(public_keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Read age public keys (``age1...``). Raises NotSealable."""
    try:
        return [pyrage.x25519.Recipient.from_str(key.strip()) for key in public_keys]
    except pyrage.RecipientError:
        raise NotSealable("an age public key of the recipient is not valid") from None


def seal_blocks(blocks: Iterator[bytes], sealed: IO[bytes], public_keys: Sequence[str]) -> None:
    """Encrypt blocks as they come, holding one at a time; what they raise is raised.

    The result differs each time: compare what is inside. Raises NotSealable.
    """
    pulled = _Pulled(blocks)
    recipients = age_keys(public_keys)
    try:
        pyrage.encrypt_io(pulled, sealed, recipients)
    except pyrage.EncryptError:
        if pulled.failure is not None:
            raise pulled.failure from None
        raise


class _Pulled:
    """Blocks read as a file: pyrage asks for 8 KiB at a time, and turns what is raised into an error of its own."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        while not self._left:
            try:
                block = next(self._blocks, None)
            except BaseException as failure:
                self.failure = failure
                raise
            if block is None:
                return b""
            self._left = memoryview(block)
        taken, self._left = self._left[:size], self._left[size:]
        return bytes(taken)

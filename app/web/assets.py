"""Addresses of our own style sheets, typefaces and pictures, with the digest of what they hold.

A browser may keep such an address for ever: another content has another address.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
PREFIX: Final = "/static/"
_DIGEST_LENGTH: Final = 8


def digest_of(file: Path) -> str:
    """Return the first eight hex digits of the file's SHA-256, the ``v`` of its address."""
    return sha256(file.read_bytes()).hexdigest()[:_DIGEST_LENGTH]


def address_book(folder: Path = STATIC, *, prefix: str = PREFIX) -> Callable[[str], str]:
    """Read every file below ``folder`` once; return the function templates know as ``asset``.

    ``asset("css/site.css")`` gives ``"/static/css/site.css?v=1a2b3c4d"``. A name that is no file: KeyError.
    """
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".gz", ".br")]
    names = [file.relative_to(folder).as_posix() for file in files]
    addresses = {name: f"{prefix}{name}?v={digest_of(file)}" for name, file in zip(names, files, strict=True)}
    return addresses.__getitem__

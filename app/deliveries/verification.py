"""Checks a pack without the platform: is it what was signed, whole, and nothing else?

Needs no web application and no database: the standard library and cryptography, and pyrage where a pack is
encrypted. What it reads may come from anybody: it never unpacks, and only believes what it has checked.
"""

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core.age import NotSealable
from app.core.signing import NotAKey, is_signed_by, key_fingerprint, read_public_key
from app.deliveries.container import READ_FAILURES, Container, UnsafeContainer, open_container, sha256_of
from app.deliveries.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE, Manifest, NotAManifest, read_manifest
from app.deliveries.sealing import NotOpened, open_sealed

CSV_LIST: Final = "signatures.csv"
_NEEDED: Final = (MANIFEST, SIGNATURE, PUBLIC_KEY)
_LARGEST_SMALL_FILE: Final = 4 << 20
"""Manifest, signature and key are read whole; none is near this many bytes."""
_NAMES_PROFILE: Final = "names_and_countries"


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """What a check found. ``problems`` are sentences; none means genuine.

    ``fingerprint`` is the key the signature was checked with; ``key_was_given`` tells whether the checker
    brought that key: if not, it came out of the pack and proves nothing until compared with the published
    one.
    ``manifest`` and ``manifest_sha256`` (hex) are None where there is no readable manifest.
    """

    problems: tuple[str, ...]
    fingerprint: str | None = None
    key_was_given: bool = False
    manifest: Manifest | None = None
    manifest_sha256: str | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether nothing was found against the pack."""
        return not self.problems


def verify_pack(
    pack: Path, trusted_public_key: bytes | None = None, *, age_identity: Path | None = None
) -> VerificationReport:
    """Check a pack: a ``.zip``, a folder of its files, or a ``.zip.age`` with the identity that opens it.

    ``trusted_public_key`` is PEM or 32 raw bytes, got by another way than the pack. Never raises for what is
    wrong with a pack, a key or an identity: it is in the report.
    """
    try:
        key = None if trusted_public_key is None else read_public_key(trusted_public_key)
        with _in_clear(pack, age_identity) as clear, open_container(clear) as container:
            return _check(container, key)
    except NotAKey:
        return VerificationReport(("the public key you gave is not an Ed25519 public key",))
    except (UnsafeContainer, NotOpened, NotSealable) as wrong:
        return VerificationReport((f"the pack cannot be read: {wrong}",))
    except OSError as wrong:
        return VerificationReport((f"the pack cannot be read: {wrong.strerror or 'the disk failed'}",))


@contextmanager
def _in_clear(pack: Path, age_identity: Path | None) -> Iterator[Path]:
    """Yield the pack, decrypted into memory-backed storage if need be, and remove that afterwards."""
    if pack.suffix != ".age":
        yield pack
        return
    if age_identity is None:
        raise NotOpened("it is encrypted, and no age identity was given")
    with tempfile.TemporaryDirectory(prefix="vigil-verify-", dir=_memory_folder()) as folder:
        clear = Path(folder) / "pack.zip"
        open_sealed(pack, clear, age_identity)
        yield clear


def _memory_folder() -> str | None:
    """Return the machine's memory-backed folder, or None (the temporary folder) where it has none."""
    shared = "/dev/shm"  # noqa: S108 - a private folder is made inside it
    return shared if os.access(shared, os.W_OK | os.X_OK) else None


def _check(container: Container, trusted: Ed25519PublicKey | None) -> VerificationReport:
    missing = tuple(f"{name} is missing" for name in _NEEDED if name not in container.names())
    if missing:
        return VerificationReport(missing, key_was_given=trusted is not None)
    raw, signature, key_text = (_small(container, name) for name in _NEEDED)
    key, problems = _signing_key(key_text, trusted)
    if key is not None and not is_signed_by(key, signed=raw, signature=signature):
        problems.append(_unsigned(given=trusted is not None))
    manifest = None
    try:
        manifest = read_manifest(raw)
        problems += _problems_of_files(container, manifest, key)
    except NotAManifest as wrong:
        problems.append(str(wrong))
    if not problems and not container.is_as_written():
        problems.append("the zip around the files was changed, though every file in it is right")
    return VerificationReport(
        problems=tuple(problems),
        fingerprint=key_fingerprint(key) if key else None,
        key_was_given=trusted is not None,
        manifest=manifest,
        manifest_sha256=hashlib.sha256(raw).hexdigest(),
    )


def _small(container: Container, name: str) -> bytes:
    if container.size(name) > _LARGEST_SMALL_FILE:
        raise UnsafeContainer(f"{name} is far too large")
    try:
        with container.open(name) as content:
            return content.read()
    except READ_FAILURES as broken:
        raise UnsafeContainer(f"{name} was changed") from broken


def _signing_key(key_text: bytes, trusted: Ed25519PublicKey | None) -> tuple[Ed25519PublicKey | None, list[str]]:
    """Return the key to check with, and what is wrong with the one in the pack."""
    try:
        enclosed = read_public_key(key_text)
    except NotAKey:
        return trusted, [f"{PUBLIC_KEY} was changed: it holds no Ed25519 public key"]
    if trusted is not None and enclosed.public_bytes_raw() != trusted.public_bytes_raw():
        return trusted, [f"{PUBLIC_KEY} holds another key than the one you gave"]
    return trusted or enclosed, []


def _unsigned(*, given: bool) -> str:
    whose = "the key you gave" if given else f"the key in {PUBLIC_KEY}"
    return f"{MANIFEST} or {SIGNATURE} was changed: the signature is not one by {whose}"


def _problems_of_files(container: Container, manifest: Manifest, key: Ed25519PublicKey | None) -> list[str]:
    listed = {file.name: file for file in manifest.files}
    found = set(container.names()) - {MANIFEST, SIGNATURE}
    problems = [f"{name} is missing" for name in sorted(set(listed) - found)]
    problems += [f"{name} does not belong to the pack" for name in sorted(found - set(listed))]
    for name in sorted(found & set(listed)):
        if not _is_unchanged(container, name, size=listed[name].size, sha256=listed[name].sha256):
            problems.append(f"{name} was changed")
    if len(listed) != len(manifest.files):
        problems.append(f"{MANIFEST} lists a file twice")
    if key is not None and manifest.key_fingerprint != key_fingerprint(key):
        problems.append(f"{MANIFEST} names another key")
    return problems + _problems_of_counts(container, manifest, found)


def _is_unchanged(container: Container, name: str, *, size: int, sha256: str) -> bool:
    if container.size(name) != size:
        return False
    try:
        with container.open(name) as content:
            return sha256_of(content) == sha256
    except READ_FAILURES:
        return False


def _problems_of_counts(container: Container, manifest: Manifest, found: set[str]) -> list[str]:
    stated = manifest.counts.get("names", 0)
    if manifest.profile != _NAMES_PROFILE:
        lists_people = any(name.startswith("signatures") for name in found) or stated
        return ["the pack lists people, though it is one of numbers only"] if lists_people else []
    if CSV_LIST not in found:
        return []
    rows = _count_rows(container)
    return [] if rows == stated else [f"{CSV_LIST} has {rows} rows, the manifest states {stated}"]


def _count_rows(container: Container) -> int:
    """Count the rows beneath the heading; -1 where the list is no CSV in UTF-8."""
    try:
        with container.open(CSV_LIST) as content:
            lines = io.TextIOWrapper(content, "utf-8-sig", newline="")
            return sum(1 for _ in csv.reader(lines)) - 1
    except (csv.Error, *READ_FAILURES):
        return -1

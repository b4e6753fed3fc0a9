"""A checkpoint as it is signed, and checking a chain of them without the platform.

Each is canonical JSON (``app.core.signing``) with the SHA-256 of the one before in it, so that nobody can change an
earlier one without changing all that follow. Standard library and cryptography only; what is read may be anybody's.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core.signing import canonical, is_signed_by, key_fingerprint

FORMAT: Final = "vigil-checkpoint/1"
NONE_BEFORE: Final = "0" * 64
"""Stands for the digest of the checkpoint before the first."""


class NotACheckpoint(Exception):
    """What was read is no signed checkpoint; the text says why."""


class PetitionCount(NamedTuple):
    """What was published of one petition. ``paper`` is counted apart and in no other figure."""

    petition: UUID
    confirmed: int
    held: int
    removed: int
    paper: int


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """One checkpoint as it is published: its exact bytes, their SHA-256 in hex, the signature over them."""

    content: bytes
    sha256: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check found: sentences against the chain, none if it holds; and from where to where it reaches."""

    problems: tuple[str, ...]
    first: int = 0
    last: int = 0
    last_day: str = ""
    head: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was found against it."""
        return not self.problems


def write_checkpoint(
    *, number: int, made_at: datetime, previous: str, counts: Iterable[PetitionCount], site: str, key: Ed25519PublicKey
) -> bytes:
    """Return the exact bytes to be signed."""
    return canonical(
        {
            "format": FORMAT,
            "number": number,
            "made_at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "previous": previous,
            "site": site,
            "key": {"algorithm": "Ed25519", "fingerprint": key_fingerprint(key)},
            "petitions": [
                {
                    "petition": str(each.petition),
                    "confirmed": each.confirmed,
                    "held": each.held,
                    "removed": each.removed,
                    "paper": each.paper,
                }
                for each in sorted(counts)
            ],
        }
    )


def read_published(raw: bytes) -> list[SignedCheckpoint]:
    """Read what the site gives: a page of checkpoints, one, a list, or one on each line. Raises NotACheckpoint."""
    try:
        documents = list(_iter_documents(json.loads(raw)))
    except (ValueError, RecursionError):
        try:
            documents = [json.loads(line) for line in raw.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            raise NotACheckpoint("it is not JSON") from None
    return [_signed(document) for document in documents]


def _iter_documents(given: Any) -> Iterator[Any]:
    if isinstance(given, dict) and "checkpoints" in given:
        given = given["checkpoints"]
    yield from given if isinstance(given, list) else [given]


def _signed(document: Any) -> SignedCheckpoint:
    try:
        content = canonical(document["checkpoint"])
        signature = base64.b64decode(document["signature"], validate=True)
        return SignedCheckpoint(content, str(document["sha256"]), signature)
    except (KeyError, TypeError, ValueError, binascii.Error, RecursionError):
        raise NotACheckpoint("it holds something that is no signed checkpoint") from None


def verify_chain(checkpoints: Sequence[SignedCheckpoint], key: Ed25519PublicKey) -> ChainReport:
    """Check every signature and every link, whatever order they come in."""
    if not checkpoints:
        return ChainReport(("there is no checkpoint",))
    read = [(_read(each), each) for each in checkpoints]
    if any(document is None for document, _ in read):
        return ChainReport(("it holds something that is no checkpoint of Vigil",))
    told = sorted(((document, each) for document, each in read if document), key=lambda pair: pair[0]["number"])
    problems = [problem for document, each in told for problem in _problems_of(document, each, key)]
    for (earlier, before), (later, _) in pairwise(told):
        problems += _problems_between(earlier, before, later)
    newest, last = told[-1]
    return ChainReport(tuple(problems), told[0][0]["number"], newest["number"], newest["made_at"][:10], last.sha256)


def _read(given: SignedCheckpoint) -> dict[str, Any] | None:
    """Return what a checkpoint says, if it has the shape of one."""
    try:
        document: dict[str, Any] = json.loads(given.content)
        number, previous, made_at = document["number"], document["previous"], document["made_at"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_one = (
        document.get("format") == FORMAT
        and isinstance(number, int)
        and not isinstance(number, bool)
        and number > 0
        and isinstance(previous, str)
        and isinstance(made_at, str)
    )
    return document if is_one else None


def _problems_of(document: dict[str, Any], given: SignedCheckpoint, key: Ed25519PublicKey) -> Iterator[str]:
    number = document["number"]
    if hashlib.sha256(given.content).hexdigest() != given.sha256:
        yield f"checkpoint {number} was changed: it has another digest than stated"
    if not is_signed_by(key, signed=given.content, signature=given.signature):
        yield f"checkpoint {number} bears no signature by the key {key_fingerprint(key)}"
    if (number == 1) != (document["previous"] == NONE_BEFORE):
        yield f"checkpoint {number} is wrong about whether there was one before"


def _problems_between(earlier: dict[str, Any], before: SignedCheckpoint, later: dict[str, Any]) -> Iterator[str]:
    first, second = earlier["number"], later["number"]
    if first == second:
        yield f"there are two checkpoints of number {first}"
    elif second != first + 1:
        yield f"checkpoint {first + 1} is missing"
    else:
        if later["previous"] != before.sha256:
            yield f"checkpoint {second} does not follow checkpoint {first}"
        if later["made_at"][:10] <= earlier["made_at"][:10]:
            yield f"checkpoint {second} is not of a later day than checkpoint {first}"

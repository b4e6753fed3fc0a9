"""Proof of work, by the protocol of ALTCHA: a browser looks for the number that somebody thought of.

A challenge is a salt and the SHA-256 of salt and number, signed with HMAC-SHA-256, so that nothing need be stored of it
until it is solved. The salt says until when it is good and for which petition, and ends with ``&``: no digit of the
number can be moved into it. Workers judge solutions; the web only hands challenges out.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

import msgspec

MAX_NUMBER: Final = 60_000
"""Half of it on average: a second or two on a phone, while somebody types."""
GOOD_FOR: Final = timedelta(hours=2)
PROOF_LENGTH: Final = 600
_ALGORITHM: Final = "SHA-256"


class Challenge(msgspec.Struct, frozen=True):
    """What a browser is asked, as JSON with these names."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


class _Solution(msgspec.Struct, frozen=True):
    algorithm: str
    challenge: str
    number: int
    salt: str
    signature: str


def new_challenge(key: bytes, *, petition_id: UUID, now: datetime) -> Challenge:
    """Think of a number. ``key`` is that of the day."""
    expires = int((now + GOOD_FOR).timestamp())
    salt = f"{secrets.token_hex(12)}?expires={expires}&petition={petition_id}&"
    challenge = _digest(salt, secrets.randbelow(MAX_NUMBER + 1))
    return Challenge(_ALGORITHM, challenge, MAX_NUMBER, salt, _sign(key, challenge))


def find_proof(proof: str, key: bytes, *, petition_id: UUID, now: datetime) -> bytes | None:
    """Return what marks a challenge that was solved with this, or None where it proves nothing here and now.

    A solution verifies as often as it is shown: whoever asks must remember the mark.
    """
    try:
        given = msgspec.json.decode(base64.b64decode(proof, validate=True), type=_Solution)
    except (msgspec.DecodeError, binascii.Error, ValueError):
        return None
    asked = parse_qs(given.salt.partition("?")[2])
    is_ours = hmac.compare_digest(given.signature.encode(), _sign(key, given.challenge).encode())
    is_solved = hmac.compare_digest(given.challenge.encode(), _digest(given.salt, given.number).encode())
    is_for_this = asked.get("petition") == [str(petition_id)] and given.salt.endswith("&")
    if not (is_ours and is_solved and is_for_this and given.algorithm == _ALGORITHM):
        return None
    return bytes.fromhex(given.challenge) if now < _expiry(asked) else None


def _expiry(asked: dict[str, list[str]]) -> datetime:
    return datetime.fromtimestamp(int(asked["expires"][0]), UTC)


def _digest(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _sign(key: bytes, challenge: str) -> str:
    return hmac.digest(key, challenge.encode(), "sha256").hex()

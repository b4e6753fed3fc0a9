"""Proof of work: what is solved is proven once, for one petition, for a while; what was made up never is."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.signatures.proof import GOOD_FOR, MAX_NUMBER, PROOF_LENGTH, Challenge, find_proof, new_challenge

KEY, PETITION = b"k" * 32, UUID(int=7)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def solve(challenge: Challenge, **altered: object) -> str:
    """Return what the page's script sends, after looking for the number as it does."""
    number = next(
        number
        for number in range(challenge.maxnumber + 1)
        if hashlib.sha256(f"{challenge.salt}{number}".encode()).hexdigest() == challenge.challenge
    )
    given = {
        "algorithm": challenge.algorithm, "challenge": challenge.challenge, "number": number, "salt": challenge.salt,
        "signature": challenge.signature,
    }  # fmt: skip
    return base64.b64encode(json.dumps(given | altered).encode()).decode()


@pytest.fixture(scope="module")
def challenge() -> Challenge:
    return new_challenge(KEY, petition_id=PETITION, now=NOW)


@pytest.fixture(scope="module")
def proof(challenge: Challenge) -> str:
    return solve(challenge)


def test_what_was_solved_is_proven_by_its_mark(challenge: Challenge, proof: str) -> None:
    mark = find_proof(proof, KEY, petition_id=PETITION, now=NOW)
    assert mark == bytes.fromhex(challenge.challenge)
    assert len(proof) <= PROOF_LENGTH
    assert find_proof(proof, KEY, petition_id=PETITION, now=NOW + GOOD_FOR - timedelta(seconds=1)) == mark


def test_a_proof_ends(proof: str) -> None:
    assert find_proof(proof, KEY, petition_id=PETITION, now=NOW + GOOD_FOR) is None


def test_a_proof_is_for_one_petition_and_one_key(proof: str) -> None:
    assert find_proof(proof, KEY, petition_id=uuid4(), now=NOW) is None
    assert find_proof(proof, b"x" * 32, petition_id=PETITION, now=NOW) is None


@pytest.mark.parametrize("altered", [{"number": -1}, {"signature": "0" * 64}, {"algorithm": "SHA-1"}, {"number": "7"}])
def test_what_is_altered_proves_nothing(challenge: Challenge, altered: dict[str, object]) -> None:
    assert find_proof(solve(challenge, **altered), KEY, petition_id=PETITION, now=NOW) is None


def test_no_digit_moves_into_the_salt_to_live_longer(challenge: Challenge, proof: str) -> None:
    number = json.loads(base64.b64decode(proof))["number"]
    moved = solve(challenge, salt=f"{challenge.salt}{str(number)[:1]}", number=int(str(number)[1:] or 0))
    assert find_proof(moved, KEY, petition_id=PETITION, now=NOW) is None
    later = challenge.salt.replace("expires=", "expires=9")
    assert find_proof(solve(challenge, salt=later), KEY, petition_id=PETITION, now=NOW) is None


@pytest.mark.parametrize("nonsense", ["", "x", "e30=", "%%%", "AAAA", "bnVsbA==", "WzEsMl0=", "é"])
def test_nonsense_proves_nothing(nonsense: str) -> None:
    assert find_proof(nonsense, KEY, petition_id=PETITION, now=NOW) is None


def test_challenges_are_all_different_and_within_reach() -> None:
    made = [new_challenge(KEY, petition_id=PETITION, now=NOW) for _ in range(50)]
    assert len({each.challenge for each in made}) == 50
    assert {each.maxnumber for each in made} == {MAX_NUMBER}

"""A chain of checkpoints: whole it holds, and whatever is changed in it is found and named."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from app.checkpoints.chain import (
    NONE_BEFORE,
    NotACheckpoint,
    PetitionCount,
    SignedCheckpoint,
    read_published,
    verify_chain,
    write_checkpoint,
)
from app.core.signing import canonical

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
FIRST_DAY = datetime(2026, 11, 20, 0, 0, 7, tzinfo=UTC)


def sign(content: bytes, key: Ed25519PrivateKey = KEY) -> SignedCheckpoint:
    return SignedCheckpoint(content, hashlib.sha256(content).hexdigest(), key.sign(content))


def chain(days: int = 5, *, key: Ed25519PrivateKey = KEY, begins: datetime = FIRST_DAY) -> list[SignedCheckpoint]:
    """So many days of two petitions, the second growing."""
    made: list[SignedCheckpoint] = []
    for day in range(days):
        counts = [PetitionCount(UUID(int=2), 100 + day, 3, 1, 0), PetitionCount(UUID(int=1), 7, 0, 0, 12)]
        content = write_checkpoint(
            number=day + 1, made_at=begins + timedelta(days=day), previous=made[-1].sha256 if made else NONE_BEFORE,
            counts=counts, site="https://vigil.example", key=key.public_key(),
        )  # fmt: skip
        made.append(sign(content, key))
    return made


def problems(given: list[SignedCheckpoint]) -> tuple[str, ...]:
    return verify_chain(given, KEY.public_key()).problems


def test_a_whole_chain_holds_whatever_order_it_comes_in() -> None:
    whole = chain()
    for given in (whole, list(reversed(whole)), whole[2:], whole[:1]):
        assert problems(given) == ()
    report = verify_chain(whole, KEY.public_key())
    assert (report.first, report.last, report.last_day, report.head) == (1, 5, "2026-11-24", whole[-1].sha256)


def test_petitions_stand_in_the_order_of_their_numbers() -> None:
    document = json.loads(chain(1)[0].content)
    assert [each["petition"][-1] for each in document["petitions"]] == ["1", "2"]


def test_nothing_is_no_chain() -> None:
    assert problems([]) == ("there is no checkpoint",)


@pytest.mark.parametrize("place", range(5))
def test_a_changed_count_is_found(place: int) -> None:
    given = chain()
    document = json.loads(given[place].content)
    document["petitions"][0]["confirmed"] += 1
    given[place] = replace(given[place], content=canonical(document))
    found = " ".join(problems(given))
    assert f"checkpoint {place + 1} was changed" in found
    assert f"checkpoint {place + 1} bears no signature" in found


@pytest.mark.parametrize("place", range(4))
def test_a_count_that_we_ourselves_rewrote_breaks_the_next_link(place: int) -> None:
    """Whoever holds the key can sign another past, but not without changing all that followed."""
    given = chain()
    document = json.loads(given[place].content)
    document["petitions"][0]["confirmed"] += 1
    given[place] = sign(canonical(document))
    assert problems(given) == (f"checkpoint {place + 2} does not follow checkpoint {place + 1}",)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_missing_day_is_named(place: int) -> None:
    given = chain()
    del given[place]
    assert problems(given) == (f"checkpoint {place + 1} is missing",)


def test_another_key_is_not_believed() -> None:
    found = problems(chain(2, key=Ed25519PrivateKey.from_private_bytes(b"x" * 32)))
    assert len(found) == 2
    assert all("bears no signature by the key" in problem for problem in found)


def test_two_of_one_number_are_named() -> None:
    given = chain(2)
    assert "there are two checkpoints of number 2" in problems([*given, given[1]])


def test_a_first_one_has_none_before_it_and_only_the_first() -> None:
    document = json.loads(chain(1)[0].content)
    wrong = [sign(canonical(document | {"previous": "ab" * 32})), sign(canonical(document | {"number": 9}))]
    for each in wrong:
        assert "whether there was one before" in " ".join(problems([each]))


def test_two_on_one_day_are_named() -> None:
    given = chain(1)
    content = write_checkpoint(
        number=2, made_at=FIRST_DAY, previous=given[0].sha256, counts=[], site="", key=KEY.public_key()
    )
    assert problems([*given, sign(content)]) == ("checkpoint 2 is not of a later day than checkpoint 1",)


def published(given: list[SignedCheckpoint]) -> list[dict[str, object]]:
    return [
        {
            "checkpoint": json.loads(each.content),
            "sha256": each.sha256,
            "signature": base64.b64encode(each.signature).decode(),
        }
        for each in given
    ]


@pytest.mark.parametrize("shape", ["page", "list", "lines", "indented"])
def test_what_the_site_gives_is_read_as_it_was_signed(shape: str) -> None:
    given = chain()
    documents = published(given)
    raw = {
        "page": json.dumps({"checkpoints": documents, "next": None}),
        "list": json.dumps(documents),
        "lines": "\n".join(json.dumps(each) for each in documents) + "\n",
        "indented": json.dumps({"checkpoints": documents}, indent=4, sort_keys=False),
    }[shape]
    assert read_published(raw.encode()) == given
    assert read_published(json.dumps(documents[2]).encode()) == [given[2]]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x",
        b"[1]",
        b'{"checkpoints": 5}',
        b'{"checkpoint": {}, "sha256": "x", "signature": "%%"}',
        b"\xff",
        b"null",
    ],
)
def test_what_is_none_is_refused(raw: bytes) -> None:
    try:
        assert not verify_chain(read_published(raw), KEY.public_key()).holds
    except NotACheckpoint:
        return


@settings(deadline=None)
@given_any(st.binary(max_size=300))
def test_nothing_a_stranger_sends_makes_the_check_fall_over(raw: bytes) -> None:
    try:
        read = read_published(raw)
    except NotACheckpoint:
        return
    assert not verify_chain(read, KEY.public_key()).holds


@settings(deadline=None)
@given_any(place=st.integers(min_value=0), bit=st.integers(0, 7), which=st.integers(0, 2))
def test_a_changed_bit_is_always_found(place: int, bit: int, which: int) -> None:
    given = chain(3)
    content = bytearray(given[which].content)
    content[place % len(content)] ^= 1 << bit
    given[which] = replace(given[which], content=bytes(content))
    assert problems(given) != ()


@pytest.mark.parametrize("document", [{}, {"format": "vigil-checkpoint/1"}, {"format": "x", "number": 1}, [], 5])
def test_another_shape_is_no_checkpoint(document: object) -> None:
    assert problems([sign(canonical(document))]) == ("it holds something that is no checkpoint of Vigil",)

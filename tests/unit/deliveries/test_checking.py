"""Checking what a stranger holds against the register: never wrong for what is ours, never right for what is not."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.signing import canonical
from app.deliveries.checking import Verdict, check_digest, check_manifest
from app.deliveries.manifest import write_manifest
from app.deliveries.record import DeliveryRecord
from tests.unit.deliveries.conftest import FACTS, make_workshop


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    key = make_workshop(tmp_path_factory.mktemp("key")).signing.public_key()
    return write_manifest(FACTS, [], key)


def record_of(manifest: bytes) -> dict[UUID, DeliveryRecord]:
    record = DeliveryRecord(
        id=FACTS.id,
        campaign_id=UUID(int=1),
        recipient={"en": "Sample recipient"},
        profile="numbers_only",
        counts=FACTS.counts(),
        cut_off=datetime(2026, 11, 22, 14, tzinfo=UTC),
        wording_number=2,
        wording_sha256="3f" * 32,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        pack_sha256="ab" * 32,
        checkpoint=None,
        state="handed_over",
        entries=[],
        reply_due=None,
        is_sample=True,
    )
    return {record.id: record}


def test_the_manifest_itself_is_genuine(manifest: bytes) -> None:
    checked = check_manifest(manifest, record_of(manifest))
    assert checked.verdict is Verdict.GENUINE
    assert checked.record is not None
    assert checked.record.id == FACTS.id


@pytest.mark.parametrize("figure", ["confirmed", "held", "names"])
def test_a_changed_figure_is_altered_and_the_true_record_is_shown(manifest: bytes, figure: str) -> None:
    document = json.loads(manifest)
    document["counts"][figure] += 1
    checked = check_manifest(canonical(document), record_of(manifest))
    assert checked.verdict is Verdict.ALTERED
    assert checked.record is not None
    assert checked.record.counts["confirmed"] == FACTS.confirmed


def test_a_manifest_of_another_installation_is_unknown(manifest: bytes) -> None:
    document = json.loads(manifest)
    document["delivery"] = str(UUID(int=7))
    assert check_manifest(canonical(document), record_of(manifest)).verdict is Verdict.UNKNOWN
    assert check_manifest(manifest, {}).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"PK\x03\x04", b'{"format":"vigil-delivery/1"}']
)
def test_what_is_no_manifest_is_said_to_be_none(manifest: bytes, raw: bytes) -> None:
    assert check_manifest(raw, record_of(manifest)).verdict is Verdict.NO_MANIFEST


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_nothing_a_stranger_sends_makes_the_check_fall_over(raw: bytes) -> None:
    assert check_manifest(raw, {}).verdict in (Verdict.NO_MANIFEST, Verdict.UNKNOWN)


@settings(deadline=None)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_changed_bit_is_never_genuine(place: int, bit: int) -> None:
    whole = canonical({"delivery": "x", "format": "vigil-delivery/1"})
    raw = bytearray(whole)
    raw[place % len(raw)] ^= 1 << bit
    assert check_manifest(bytes(raw), record_of(whole)).verdict is not Verdict.GENUINE


def test_the_digest_of_manifest_and_of_pack_both_lead_to_it(manifest: bytes) -> None:
    records = record_of(manifest)
    for digest in (hashlib.sha256(manifest).hexdigest(), "ab" * 32):
        assert check_digest(digest, records).verdict is Verdict.GENUINE
    assert check_digest("cd" * 32, records).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "typed", ["AB" * 32, " ".join(["ab"] * 32), ":".join(["AB"] * 32), f"SHA256:{'ab' * 32}", f"sha-256: {'ab' * 32}\n"]
)
def test_a_digest_may_be_written_as_people_write_it(manifest: bytes, typed: str) -> None:
    assert check_digest(typed, record_of(manifest)).verdict is Verdict.GENUINE


@pytest.mark.parametrize("typed", ["", "ab", "ab" * 33, "g" * 64, "' OR 1=1 --", "ab" * 31 + "۱۲"])
def test_what_is_no_digest_is_said_to_be_none(manifest: bytes, typed: str) -> None:
    assert check_digest(typed, record_of(manifest)).verdict is Verdict.NO_DIGEST

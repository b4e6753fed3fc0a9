"""A delivery from asking to a pack that anybody can check."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.kinds import PrisonerStatus
from app.cases.models import Prisoner
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.deliveries.compiling import Compiler
from app.deliveries.errors import CutOffRefused, EncryptionKeyMissing, NamesNotForRecipient
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery, DeliveryState
from app.deliveries.services import fix_set, request_delivery
from app.deliveries.verification import VerificationReport, verify_pack
from app.paper.stating import Statement, approve_tally, state_tally
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from tests.factories import OpenPetition, add_fellow, add_signature
from tests.factories.paper import add_counted_batch, somebody

NAMES = Profile.NAMES_AND_COUNTRIES
AGE_KEY = pyrage.x25519.Identity.generate()


@pytest.fixture
def signed(owner_session: Session, shared_petition: OpenPetition, keyring: Keyring) -> OpenPetition:
    """A petition with twelve confirmed signatures, three of which hand over their names, and one held."""
    for number in range(12):
        add_signature(
            owner_session,
            keyring,
            shared_petition,
            name=f"مریم {number}" if number < 3 else None,
            deliver_name=number < 3,
        )
    add_signature(owner_session, keyring, shared_petition, state=SignatureState.HELD, deliver_name=True)
    owner_session.commit()
    return shared_petition


@pytest.fixture
def compiler(worker_app: Flask, keyring: Keyring, tmp_path: Path) -> Iterator[Compiler]:
    with worker_app.app_context():
        yield Compiler(keyring, var=tmp_path, work=tmp_path / "work", base_url="https://vigil.example", clock=utc_now)


def ask(signed: OpenPetition, profile: Profile, **choices: object) -> Delivery:
    recipient = signed.rapporteur if profile is NAMES else signed.court
    with unit_of_work() as session:
        return request_delivery(
            session, signed.id, recipient, profile=profile, language="en", actor="operator", now=utc_now(), **choices
        )


def read(delivery: Delivery) -> Delivery:
    with unit_of_work() as session:
        return session.scalars(select(Delivery).where(Delivery.id == delivery.id)).one()


def check(delivery: Delivery, tmp_path: Path, keyring: Keyring) -> VerificationReport:
    identity = tmp_path / "identity"
    identity.write_text(f"{AGE_KEY}\n")
    key = keyring.delivery_key().public_key().public_bytes_raw()
    return verify_pack(tmp_path / "deliveries" / str(read(delivery).pack_name), key, age_identity=identity)


def test_numbers_only_holds_the_count_and_no_list(signed, compiler, keyring, tmp_path):
    delivery = ask(signed, Profile.NUMBERS_ONLY)
    assert compiler.compile_next() == delivery.id
    report = check(delivery, tmp_path, keyring)
    assert report.is_genuine
    assert report.manifest.counts["confirmed"] == 12
    with zipfile.ZipFile(tmp_path / "deliveries" / read(delivery).pack_name) as pack:
        names = pack.namelist()
    assert not [name for name in names if name.startswith("signatures")]


def test_paper_and_what_partners_state_are_in_the_pack_apart(
    signed, compiler, keyring, public_keys, owner_session, tmp_path
):
    add_counted_batch(owner_session, signed, keyring, public_keys, [somebody() for _ in range(3)])
    given = Statement(partner="Lantern Friends", figure=5000, as_of="2026-05", evidence="https://x.example/a")
    own = signed.campaign.organisation_id
    stated = state_tally(owner_session, signed.campaign.id, given, organisation_id=own, actor="anna", now=utc_now())
    approve_tally(owner_session, stated, actor="bo", now=utc_now())
    owner_session.commit()
    delivery = ask(signed, Profile.NUMBERS_ONLY)
    compiler.compile_next()
    report = check(delivery, tmp_path, keyring)
    assert report.is_genuine
    assert (report.manifest.counts["confirmed"], report.manifest.counts["paper"]) == (12, 3)
    with zipfile.ZipFile(tmp_path / "deliveries" / read(delivery).pack_name) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        words = PdfReader(io.BytesIO(pack.read("tally-report.pdf"))).pages[0].extract_text()
    assert manifest["stated_by_partners"] == [
        {"partner": "Lantern Friends", "figure": 5000, "as_of": "2026-05", "evidence": "https://x.example/a"}
    ]
    assert "Lantern Friends" in words
    assert "5,000" in words


def test_names_are_those_who_agreed_and_leave_only_encrypted(signed, compiler, keyring, tmp_path):
    delivery = ask(signed, NAMES, age_recipients=[str(AGE_KEY.to_public())])
    compiler.compile_next()
    report = check(delivery, tmp_path, keyring)
    assert report.is_genuine
    assert report.manifest.counts["names"] == 3
    pack = (tmp_path / "deliveries" / read(delivery).pack_name).read_bytes()
    assert pack.startswith(b"age-encryption.org/v1")
    assert "مریم".encode() not in pack


def test_whoever_withdrew_after_the_set_was_fixed_is_not_delivered(signed, compiler, keyring, tmp_path):
    delivery = ask(signed, NAMES, age_recipients=[str(AGE_KEY.to_public())])
    with unit_of_work() as session:
        fix_set(session, session.get_one(Delivery, delivery.id), base_url="https://vigil.example", now=utc_now())
        one = session.scalars(select(Signature).where(Signature.deliver_name, Signature.state == "confirmed")).first()
        one.state = SignatureState.WITHDRAWN
    compiler.compile_next()
    assert check(delivery, tmp_path, keyring).manifest.counts["names"] == 2


def test_a_worker_that_was_killed_leaves_a_delivery_that_compiles_to_the_same_content(
    signed, compiler, keyring, tmp_path
):
    delivery = ask(signed, Profile.NUMBERS_ONLY)
    compiler.compile_next()
    first = read(delivery).manifest_sha256
    with unit_of_work() as session:
        killed = session.get_one(Delivery, delivery.id)
        killed.manifest_sha256, killed.state = None, DeliveryState.COMPILING
    compiler.compile_next()
    assert read(delivery).manifest_sha256 == first


def test_a_cancelled_delivery_is_passed_over(signed, compiler):
    delivery = ask(signed, Profile.NUMBERS_ONLY)
    with unit_of_work() as session:
        session.get_one(Delivery, delivery.id).state = DeliveryState.CANCELLED
    assert compiler.compile_next() is None


def test_an_unusable_age_key_fails_by_its_kind_and_is_not_tried_for_ever(signed, compiler):
    delivery = ask(signed, NAMES, age_recipients=["age1nonsense"])
    compiler.compile_next()
    failed = read(delivery)
    assert (failed.state, failed.failure) == (DeliveryState.FAILED, "NotSealable")
    assert compiler.compile_next() is None


def test_the_persecuting_state_never_gets_names(signed, worker_app):
    with worker_app.app_context(), pytest.raises(NamesNotForRecipient), unit_of_work() as session:
        request_delivery(
            session, signed.id, signed.court, profile=NAMES, language="fa",
            age_recipients=[str(AGE_KEY.to_public())], actor="operator", now=utc_now(),
        )  # fmt: skip


def test_names_need_a_key_to_encrypt_to(signed, worker_app):
    with worker_app.app_context(), pytest.raises(EncryptionKeyMissing):
        ask(signed, NAMES)


@pytest.mark.parametrize("ahead", [timedelta(minutes=-7), timedelta(hours=2)])
def test_a_cut_off_is_a_full_hour_that_has_passed(signed, worker_app, ahead):
    moment = utc_now().replace(minute=30, second=0, microsecond=0) + ahead
    with worker_app.app_context(), pytest.raises(CutOffRefused):
        ask(signed, Profile.NUMBERS_ONLY, cut_off=moment)


def test_a_pack_names_everybody_the_campaign_is_for(signed, owner_session, compiler):
    first = owner_session.scalars(select(Prisoner)).one()
    fellow = add_fellow(owner_session, signed, status=PrisonerStatus.RELEASED)
    owner_session.commit()
    delivery = ask(signed, Profile.NUMBERS_ONLY)
    with unit_of_work() as session:
        facts = fix_set(
            session, session.get_one(Delivery, delivery.id), base_url="https://vigil.example", now=utc_now()
        )
    assert facts.prisoner_names["en"] == f"{first.names['en']} and {fellow.names['en']}"
    assert facts.prisoner_names["fa"] == f"{first.names['fa']} و {fellow.names['fa']}"

"""A delivery from asking to a pack that anybody can check."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.cases.kinds import PrisonerStatus
from app.cases.models import Prisoner
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.deliveries.asking import request_delivery
from app.deliveries.compiling import Compiler
from app.deliveries.errors import CutOffRefused, EncryptionKeyMissing, NamesNotForRecipient
from app.deliveries.facts import Profile
from app.deliveries.fixing import fix_set
from app.deliveries.models import Delivery
from app.deliveries.states import DeliveryState
from app.deliveries.verification import VerificationReport, verify_pack
from app.paper.stating import Statement, approve_tally, state_tally
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from tests.db.deliveries.conftest import Ask, Read
from tests.factories import add_fellow
from tests.factories.deliveries import add_delivery
from tests.factories.paper import add_counted_batch, somebody

NAMES = Profile.NAMES_AND_COUNTRIES
Check = Callable[[Delivery], VerificationReport]


@pytest.fixture
def check(tmp_path: Path, keyring: Keyring, read: Read, age_identity: Any) -> Check:
    """Check a delivery's pack as its recipient would."""

    def checked(delivery: Delivery) -> VerificationReport:
        identity = tmp_path / "identity"
        identity.write_text(f"{age_identity}\n")
        key = keyring.delivery_key().public_key().public_bytes_raw()
        return verify_pack(tmp_path / "deliveries" / str(read(delivery).pack_name), key, age_identity=identity)

    return checked


@pytest.fixture
def ask_names(ask: Ask, age_identity: Any) -> Callable[[], Delivery]:
    """Ask for names and countries, encrypted to the recipient's key."""
    return lambda: ask(NAMES, age_recipients=[str(age_identity.to_public())])


def test_numbers_only_holds_the_count_and_no_list(compiler, tmp_path, ask, check, read):
    delivery = ask(Profile.NUMBERS_ONLY)
    assert compiler.compile_next() == delivery.id
    report = check(delivery)
    assert report.is_genuine
    assert report.manifest.counts["confirmed"] == 12
    with zipfile.ZipFile(tmp_path / "deliveries" / read(delivery).pack_name) as pack:
        names = pack.namelist()
    assert not [name for name in names if name.startswith("signatures")]


def test_paper_and_what_partners_state_are_in_the_pack_apart(
    signed, compiler, keyring, public_keys, owner_session, tmp_path, ask, check, read
):
    add_counted_batch(owner_session, signed, keyring, public_keys, [somebody() for _ in range(3)])
    given = Statement(partner="Lantern Friends", figure=5000, as_of="2026-05", evidence="https://x.example/a")
    own = signed.campaign.organisation_id
    stated = state_tally(owner_session, signed.campaign.id, given, organisation_id=own, actor="anna", now=utc_now())
    approve_tally(owner_session, stated, actor="bo", now=utc_now())
    owner_session.commit()
    delivery = ask(Profile.NUMBERS_ONLY)
    compiler.compile_next()
    report = check(delivery)
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


def test_names_are_those_who_agreed_and_leave_only_encrypted(compiler, tmp_path, ask_names, check, read):
    delivery = ask_names()
    compiler.compile_next()
    report = check(delivery)
    assert report.is_genuine
    assert report.manifest.counts["names"] == 3
    pack = (tmp_path / "deliveries" / read(delivery).pack_name).read_bytes()
    assert pack.startswith(b"age-encryption.org/v1")
    assert "مریم".encode() not in pack


def test_whoever_withdrew_after_the_set_was_fixed_is_not_delivered(compiler, ask_names, check):
    delivery = ask_names()
    with unit_of_work() as session:
        fix_set(session, session.get_one(Delivery, delivery.id), base_url="https://vigil.example", now=utc_now())
        one = session.scalars(select(Signature).where(Signature.deliver_name, Signature.state == "confirmed")).first()
        one.state = SignatureState.WITHDRAWN
    compiler.compile_next()
    assert check(delivery).manifest.counts["names"] == 2


def test_a_worker_that_was_killed_leaves_a_delivery_that_compiles_to_the_same_content(
    ask, compiler, keyring, tmp_path, read
):
    """It dies once the pack lies there and before that is written down."""
    delivery = ask(Profile.NUMBERS_ONLY)
    moments = iter([utc_now()])  # one to fix the set with, none to finish with

    dying = Compiler(
        keyring, var=tmp_path, work=tmp_path / "work", base_url="https://vigil.example", clock=lambda: next(moments)
    )  # fmt: skip
    with pytest.raises(StopIteration):
        dying.compile_next()
    left = (tmp_path / "deliveries" / f"vigil-delivery-{delivery.id}.zip").read_bytes()
    assert read(delivery).state is DeliveryState.COMPILING
    assert compiler.compile_next() == delivery.id
    assert (tmp_path / "deliveries" / str(read(delivery).pack_name)).read_bytes() == left


def test_a_cancelled_delivery_is_passed_over(compiler, ask):
    delivery = ask(Profile.NUMBERS_ONLY)
    with unit_of_work() as session:
        session.get_one(Delivery, delivery.id).state = DeliveryState.CANCELLED
    assert compiler.compile_next() is None


def test_an_unusable_age_key_fails_by_its_kind_and_is_not_tried_for_ever(signed, owner_session, compiler, read):
    delivery = add_delivery(
        owner_session, signed, state=DeliveryState.REQUESTED, profile=NAMES, takes_names=True,
        recipient_id=signed.rapporteur.id, age_recipients=["age1nonsense"],
    )  # fmt: skip
    owner_session.commit()
    compiler.compile_next()
    failed = read(delivery)
    assert (failed.state, failed.failure) == (DeliveryState.FAILED, "NotSealable")
    assert compiler.compile_next() is None


def test_the_persecuting_state_never_gets_names(signed, worker_app, age_identity):
    with worker_app.app_context(), pytest.raises(NamesNotForRecipient), unit_of_work() as session:
        request_delivery(
            session, signed.id, signed.court, profile=NAMES, language="fa",
            age_recipients=[str(age_identity.to_public())], actor="operator", now=utc_now(),
        )  # fmt: skip


def test_names_need_a_key_to_encrypt_to(worker_app, ask):
    with worker_app.app_context(), pytest.raises(EncryptionKeyMissing):
        ask(NAMES)


@pytest.mark.parametrize("ahead", [timedelta(minutes=-7), timedelta(hours=2)])
def test_a_cut_off_is_a_full_hour_that_has_passed(worker_app, ahead, ask):
    moment = utc_now().replace(minute=30, second=0, microsecond=0) + ahead
    with worker_app.app_context(), pytest.raises(CutOffRefused):
        ask(Profile.NUMBERS_ONLY, cut_off=moment)


def test_a_pack_names_everybody_the_campaign_is_for(signed, owner_session, compiler, ask):
    first = owner_session.scalars(select(Prisoner)).one()
    fellow = add_fellow(owner_session, signed, status=PrisonerStatus.RELEASED)
    owner_session.commit()
    delivery = ask(Profile.NUMBERS_ONLY)
    with unit_of_work() as session:
        facts = fix_set(
            session, session.get_one(Delivery, delivery.id), base_url="https://vigil.example", now=utc_now()
        )
    assert facts.prisoner_names["en"] == f"{first.names['en']} and {fellow.names['en']}"
    assert facts.prisoner_names["fa"] == f"{first.names['fa']} و {fellow.names['fa']}"

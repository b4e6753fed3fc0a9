"""A delivery as staff make it: asked for, compiled, approved by another, handed over, told to everybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.core.settings import Settings
from app.deliveries.compiling import Compiler
from app.deliveries.developing import develop_next
from app.deliveries.models import Delivery
from app.deliveries.publishing import publish_deliveries
from app.deliveries.states import DeliveryState
from app.deliveries.verification import verify_pack
from app.exports.keys import add_key, revoke_key
from app.exports.models import ExportKey
from app.updates.models import Update
from app.updates.states import UpdateState
from app.web.reading import Reader
from tests.db.deliveries.test_register import picture
from tests.factories import OpenPetition, add_account, add_signature
from tests.factories.deliveries import add_delivery
from tests.factories.exports import IDENTITY
from tests.web.member import Member
from tests.web.visitor import Visitor

D = DeliveryState
Enter = Callable[[], Member]


@pytest.fixture
def enter(console_app: Flask, owner_session: Session, tools: Credentials) -> Enter:
    """Let somebody of the staff come in, another each time."""

    def entered() -> Member:
        account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
        owner_session.commit()
        return Member(console_app, account).enter()

    return entered


@pytest.fixture
def anna(enter: Enter) -> Member:
    return enter()


@pytest.fixture
def bo(enter: Enter) -> Member:
    return enter()


@pytest.fixture
def signed(owner_session: Session, petition: OpenPetition, keyring: Keyring) -> OpenPetition:
    for number in range(12):
        add_signature(owner_session, keyring, petition, deliver_name=number < 3)
    owner_session.commit()
    return petition


@pytest.fixture
def folder(console_app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where packs lie, for console and worker alike."""
    monkeypatch.setitem(console_app.extensions, "vigil.settings", replace(settings, var=tmp_path))
    return tmp_path


@pytest.fixture
def work(worker_app: Flask, keyring: Keyring, folder: Path, owner_session: Session) -> Callable[[], None]:
    """Do what a worker's rings do."""

    def worked() -> None:
        with worker_app.app_context():
            compiler = Compiler(
                keyring, var=folder, work=folder / "work", base_url="https://vigil.example", clock=utc_now
            )
            while compiler.compile_next() or develop_next(folder / "work"):
                pass
        publish_deliveries(owner_session)
        owner_session.commit()
        owner_session.expire_all()

    return worked


@pytest.fixture
def forget(public_app: Flask) -> Callable[[], None]:
    """Let the public process forget what it read a moment ago."""

    def forgotten() -> None:
        public_app.extensions["vigil.reader"] = Reader()

    return forgotten


def form(petition: OpenPetition, **changes: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "recipient": str(petition.court.id), "profile": "numbers_only", "cut_off_day": "", "cut_off_hour": "0",
        "language": "en",
    } | changes  # fmt: skip


def registered(session: Session, age_key: str, *, wait: timedelta = timedelta(0)) -> ExportKey:
    """An age key that somebody on staff registered."""
    owner = Actor(account_id=new_id(), language="en", staff_role=StaffRole.REVIEWER)
    key = add_key(session, owner, label="Rapporteur", age_key=age_key, wait=wait, now=utc_now())
    session.commit()
    return key


def ask(member: Member, petition: OpenPetition, **changes: str | list[str]) -> str:
    """Ask for a delivery; return its address."""
    return member.press(f"/staff/deliveries/new/{petition.campaign.id}", form(petition, **changes))


def approve(member: Member, address: str) -> str:
    digest = member.get(address).value_of("manifest_sha256")
    assert digest
    return member.press(f"{address}/approve", {"manifest_sha256": digest})


HANDED_OVER = {
    "kind": "handed_over", "manner": "in_person", "place": "The gate of the embassy", "by_whom": "Anna and Bo",
    "words": "It rained.", "reply_due": "",
}  # fmt: skip


def test_a_delivery_from_the_question_to_the_public_line(
    anna: Member, bo: Member, signed: OpenPetition, work: Callable[[], None], visitor: Visitor, keyring: Keyring,
    tmp_path: Path, forget: Callable[[], None],
) -> None:  # fmt: skip
    assert "No delivery is on the way" in anna.get("/staff/deliveries/").text
    assert "Free Parvaneh" in anna.get("/staff/deliveries/new").text
    page = anna.get(f"/staff/deliveries/new/{signed.campaign.id}")
    assert "Belongs to the persecuting state: numbers only, always." in page.text
    address = ask(anna, signed)
    assert "waits for a worker" in anna.get(address).text
    work()
    page = anna.get(address)
    assert "You asked for this delivery, so somebody else on staff reads and approves it." in page.text
    assert page.value_of("manifest_sha256") is None
    assert "Packs of deliveries to approve" in bo.get("/staff/").text

    pack = bo.send(f"{address}/pack", buffered=True)
    assert pack.status_code == 200
    (tmp_path / "taken.zip").write_bytes(pack.data)
    key = keyring.delivery_key().public_key().public_bytes_raw()
    report = verify_pack(tmp_path / "taken.zip", key)
    assert report.is_genuine
    approve(bo, address)
    assert "Nothing is entered yet" in bo.get(address).text

    today = utc_now().date().isoformat()
    assert "None yet." in visitor.get(f"/en/campaigns/{signed.campaign.slug}").text
    anna.press(f"{address}/register", HANDED_OVER | {"day": today})
    work()
    forget()
    shown = visitor.get(f"/en/campaigns/{signed.campaign.slug}").text
    assert f"{signed.court.name['en']} 12 signatures confirmed by" in " ".join(shown.split())
    assert "handed over" in shown
    assert "embassy" not in shown
    checked = visitor.get(f"/en/check?digest={report.manifest_sha256}")
    assert "Genuine" in checked.text
    anna.press(f"{address}/register", {"kind": "answered", "day": today, "words": "A letter came."})
    work()
    forget()
    delivery_id = address.rpartition("/")[2]
    record = visitor.get(f"/fa/deliveries/{delivery_id}").text
    assert "۱۲" in record
    assert "letter came" not in record


def test_names_leave_encrypted_to_the_key_that_was_registered(
    anna: Member, bo: Member, signed: OpenPetition, work: Callable[[], None], keyring: Keyring, tmp_path: Path,
    owner_session: Session,
) -> None:  # fmt: skip
    identity = pyrage.x25519.Identity.generate()
    key = registered(owner_session, str(identity.to_public()))
    assert "Rapporteur" in anna.get(f"/staff/deliveries/new/{signed.campaign.id}").text
    address = ask(
        anna, signed, recipient=str(signed.rapporteur.id), profile="names_and_countries", keys=[str(key.id)]
    )  # fmt: skip
    work()
    assert str(identity.to_public()) in bo.get(address).text
    approve(bo, address)
    (tmp_path / "taken.zip.age").write_bytes(bo.send(f"{address}/pack", buffered=True).data)
    (tmp_path / "identity").write_text(f"{identity}\n")
    key = keyring.delivery_key().public_key().public_bytes_raw()
    report = verify_pack(tmp_path / "taken.zip.age", key, age_identity=tmp_path / "identity")
    assert report.is_genuine
    assert report.manifest is not None
    assert report.manifest.counts["names"] == 3


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"recipient": ""}, "recipient", "Choose an office of the list."),
        ({"recipient": "00000000-0000-4000-8000-000000000000"}, "recipient", "Choose an office of the list."),
        ({"profile": "names_and_countries"}, "profile", "This recipient gets numbers only"),
        ({"language": "de"}, "language", "Choose a language of the list."),
        ({"cut_off_day": "2999-01-01"}, "cut_off_day", "a full hour (UTC) that has passed"),
        ({"cut_off_day": "yesterday"}, "cut_off_day", "a full hour (UTC) that has passed"),
        ({"cut_off_day": "2026-11-01", "cut_off_hour": "25"}, "cut_off_day", "a full hour (UTC) that has passed"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    anna: Member, signed: OpenPetition, owner_session: Session, changes: dict[str, str], field: str, sentence: str
) -> None:
    key = registered(owner_session, str(IDENTITY.to_public()))
    page = anna.refused(f"/staff/deliveries/new/{signed.campaign.id}", form(signed, keys=[str(key.id)]) | changes)
    assert any(sentence in error for error in page.errors())
    assert page.value_of("keys") == str(key.id)
    assert not owner_session.scalars(select(Delivery)).all()


@pytest.mark.parametrize("chosen", ["none", "unknown", "waiting", "revoked"])
def test_names_leave_for_no_key_that_nobody_could_object_to(
    anna: Member, signed: OpenPetition, owner_session: Session, chosen: str
) -> None:
    key = registered(owner_session, str(IDENTITY.to_public()), wait=timedelta(hours=72 * (chosen == "waiting")))
    if chosen == "revoked":
        revoke_key(owner_session, Actor(account_id=new_id(), language="en"), key.id, now=utc_now())
        owner_session.commit()
    keys = {"none": [], "unknown": [str(new_id()), str(IDENTITY.to_public())]}.get(chosen, [str(key.id)])
    given = form(signed, recipient=str(signed.rapporteur.id), profile="names_and_countries", keys=keys)
    assert len(anna.refused(f"/staff/deliveries/new/{signed.campaign.id}", given).errors()) == 1
    assert not owner_session.scalars(select(Delivery)).all()


def test_a_pack_stays_when_its_key_was_revoked_meanwhile(
    anna: Member, bo: Member, signed: OpenPetition, work: Callable[[], None], owner_session: Session
) -> None:
    key = registered(owner_session, str(IDENTITY.to_public()))
    address = ask(
        anna, signed, recipient=str(signed.rapporteur.id), profile="names_and_countries", keys=[str(key.id)]
    )  # fmt: skip
    work()
    revoke_key(owner_session, Actor(account_id=new_id(), language="en"), key.id, now=utc_now())
    owner_session.commit()
    digest = bo.get(address).value_of("manifest_sha256")
    page = bo.follow(f"{address}/approve", {"manifest_sha256": digest})
    assert "was revoked. It must not leave" in page.text
    assert owner_session.scalars(select(Delivery.state)).one() is D.COMPILED
    assert "was revoked. It must not leave" in bo.follow(f"{address}/pack", {}).text


def test_an_unknown_profile_is_numbers_only(anna: Member, signed: OpenPetition, owner_session: Session) -> None:
    ask(anna, signed, profile="everything")
    assert owner_session.scalars(select(Delivery.takes_names)).one() is None


def test_the_asker_cannot_approve_by_any_form(anna: Member, signed: OpenPetition, owner_session: Session) -> None:
    assert anna.account
    delivery = add_delivery(owner_session, signed, requested_by=str(anna.account.id))
    owner_session.commit()
    digest = (delivery.manifest_sha256 or b"").hex()
    page = anna.follow(f"/staff/deliveries/{delivery.id}/approve", {"manifest_sha256": digest})
    assert "Somebody else on staff has to approve it" in page.text
    owner_session.refresh(delivery)
    assert delivery.state is D.COMPILED


def test_another_pack_than_the_one_on_the_page_is_not_approved(
    bo: Member, signed: OpenPetition, owner_session: Session
) -> None:
    delivery = add_delivery(owner_session, signed)
    owner_session.commit()
    page = bo.follow(f"/staff/deliveries/{delivery.id}/approve", {"manifest_sha256": "00" * 32})
    assert "not the one you looked at" in page.text


def test_a_pack_that_was_changed_on_the_disk_is_not_given(
    bo: Member, signed: OpenPetition, owner_session: Session, folder: Path
) -> None:
    delivery = add_delivery(owner_session, signed, state=D.APPROVED)
    owner_session.commit()
    (folder / "deliveries").mkdir()
    (folder / "deliveries" / str(delivery.pack_name)).write_bytes(b"another")
    assert "must not leave" in bo.follow(f"/staff/deliveries/{delivery.id}/pack").text


def test_a_delivery_is_cancelled_and_a_failed_one_tried_again(
    anna: Member, signed: OpenPetition, owner_session: Session
) -> None:
    failed = add_delivery(owner_session, signed, state=D.FAILED, failure="SetKeepsChanging")
    owner_session.commit()
    address = f"/staff/deliveries/{failed.id}"
    assert "Compiling again will do" in anna.get(address).text
    assert "waits for a worker" in anna.follow(f"{address}/again").text
    assert "Cancelled. Nothing of it leaves." in anna.follow(f"{address}/cancel").text
    assert "Somebody was quicker" in anna.follow(f"{address}/cancel").text
    assert "This delivery was cancelled" in anna.get(address).text
    assert signed.court.name["en"] in anna.get("/staff/deliveries/?show=cancelled").text


def test_the_page_follows_while_a_worker_is_at_it(anna: Member, signed: OpenPetition, owner_session: Session) -> None:
    moving = add_delivery(owner_session, signed, state=D.COMPILING, done=120, total=1003)
    owner_session.commit()
    page = anna.get(f"/staff/deliveries/{moving.id}")
    assert "120 / 1,003" in page.text
    assert any("data-follow" in element.attrib for element in page.all("div"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Say on which day it happened."),
        ({"day": "2999-01-01"}, "That day has not come yet."),
        ({"manner": ""}, "Say how it was handed over."),
        ({"by_whom": ""}, "Say who handed it over."),
        ({"words": "x" * 2001}, "At most 2,000 characters"),
        ({"reply_due": "2020-01-01"}, "An answer is due after that day"),
        ({"kind": "stolen"}, "Choose what happened."),
    ],
)
def test_a_wrong_entry_is_explained_and_kept(
    anna: Member, signed: OpenPetition, owner_session: Session, changes: dict[str, str], sentence: str
) -> None:
    delivery = add_delivery(owner_session, signed, state=D.APPROVED)
    owner_session.commit()
    given = HANDED_OVER | {"day": utc_now().date().isoformat()} | changes
    page = anna.refused(f"/staff/deliveries/{delivery.id}/register", given)
    assert any(sentence in error for error in page.errors())
    assert page.value_of("place") == "The gate of the embassy"


def test_a_photograph_is_shown_once_it_was_made_anew(
    anna: Member, signed: OpenPetition, owner_session: Session, work: Callable[[], None]
) -> None:
    delivery = add_delivery(owner_session, signed, state=D.HANDED_OVER)
    owner_session.commit()
    address = f"/staff/deliveries/{delivery.id}"
    upload = {"evidence": "photograph", "shows": "Two people at a gate", "picture": (BytesIO(picture()), "IMG_7.JPG")}
    assert "being made anew" in anna.follow(f"{address}/pictures", upload).text
    work()
    (image,) = anna.get(address).all("img")
    assert image.get("alt") == "Two people at a gate"
    made = anna.client.get(str(image.get("src")))
    assert made.mimetype == "image/jpeg"
    assert b"Tell-tale" not in made.data
    page = anna.refused(f"{address}/pictures", {"evidence": "receipt", "shows": "", "picture": (BytesIO(b"x"), "a")})
    assert page.errors() == ["Say in one line what is to be seen, for whoever cannot see it."]


def test_the_organisers_are_offered_a_draft_once(anna: Member, signed: OpenPetition, owner_session: Session) -> None:
    delivery = add_delivery(owner_session, signed, state=D.APPROVED)
    owner_session.commit()
    address = f"/staff/deliveries/{delivery.id}"
    anna.press(f"{address}/register", HANDED_OVER | {"day": utc_now().date().isoformat()})
    anna.press(f"{address}/update")
    draft = owner_session.scalars(select(Update)).one()
    assert (draft.state, draft.campaign_id) == (UpdateState.DRAFT, signed.campaign.id)
    assert "12,345 signatures were handed over" in draft.body["en"]
    assert "The organisers were offered a draft" in anna.get(address).text
    anna.press(f"{address}/update")
    assert len(owner_session.scalars(select(Update)).all()) == 1

"""Staff ask for an export, another approves it, whoever asked fetches it, once; everybody else gets nothing."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.accounts.models import AccountSession
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.jobs import celery
from app.core.settings import Settings
from app.exports.compiling import file_of
from app.exports.models import Export, ExportKey
from app.exports.states import ExportState
from app.signatures.states import ShowName
from tasks import exports
from tests.factories import OpenPetition, add_account, add_petition, add_signature
from tests.factories.exports import IDENTITY, new_age_key
from tests.web.member import Member

AGE_KEY = str(IDENTITY.to_public())


@pytest.fixture
def petition(owner_session: Session, keyring: Keyring) -> OpenPetition:
    made = add_petition(owner_session)
    for number in range(4):
        add_signature(owner_session, keyring, made, name=f"Shown Person {number}", show_name=ShowName.FULL)
    add_signature(owner_session, keyring, made, name="Hidden Person")
    owner_session.commit()
    return made


@pytest.fixture
def worker(worker_app: Flask) -> Iterator[None]:
    celery.flask_app = worker_app
    yield
    del celery.flask_app


@pytest.fixture
def staff(console_app: Flask, owner_session: Session, tools: Credentials) -> list[Member]:
    """Three of the staff, signed in."""
    accounts = [
        add_account(owner_session, tools, staff_role=role)
        for role in (StaffRole.REVIEWER, StaffRole.LEAD, StaffRole.REVIEWER)
    ]
    owner_session.commit()
    return [Member(console_app, account).enter() for account in accounts]


@pytest.fixture
def key_id(staff: list[Member], owner_session: Session) -> UUID:
    staff[0].press("/staff/exports/keys", {"label": "laptop of the first", "age_key": AGE_KEY})
    return owner_session.scalars(select(ExportKey.id)).one()


def form(of: OpenPetition, key: UUID, /, **choices: Any) -> dict[str, Any]:
    return {
        "petition": str(of.id), "purpose": "figures", "words": "For the yearly report.", "format": "csv",
        "columns": ["row", "shown_name", "country"], "states": ["confirmed"], "consent": "any", "countries": "",
        "first_month": "", "last_month": "", "recipient": "", "key": str(key),
    } | choices  # fmt: skip


@pytest.fixture
def path(staff: list[Member], petition: OpenPetition, key_id: UUID) -> str:
    """Where an export stands that the first asked for."""
    return staff[0].press("/staff/exports/new", form(petition, key_id))


def approve(member: Member, path: str) -> None:
    digest = member.get(path).value_of("digest")
    member.press(f"{path}/approve", {"digest": digest})


def state(session: Session) -> ExportState:
    session.rollback()
    return session.scalars(select(Export.state)).one()


# -- the whole way -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("worker")
def test_from_asking_to_a_file_that_opens(staff: list[Member], path: str, owner_session: Session) -> None:
    first, second, third = staff
    page = first.get(path)
    assert "waits for a second person" in page.text
    assert "somebody else of the staff decides" in page.text
    page = second.get(path)
    assert "For the yearly report." in page.text
    assert "Name, as it shows publicly" in page.text
    assert AGE_KEY in page.text
    approve(second, path)
    assert "This page follows by itself" in first.get(path).text or "Waits for a worker" in first.get(path).text
    exports.compile_exports()
    assert "Only whoever asked for an export fetches it." in third.get(path).text
    assert "Fetch it, once" in first.get(path).text
    answer = first.send(f"{path}/file", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(".csv.age")
    assert answer.headers["Cache-Control"] == "no-store"
    content = pyrage.decrypt(answer.data, [IDENTITY]).decode("utf-8-sig")
    names = [row["shown_name"] for row in csv.DictReader(io.StringIO(content))]
    assert len(names) == 5 + 3
    assert {f"Shown Person {number}" for number in range(4)} < set(names)
    assert "Hidden Person" not in names
    page = first.get(path)
    assert "fetched" in page.text
    assert "Fetch it, once" not in page.text
    actions = owner_session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == [f"export.{step}" for step in ("key_added", "asked", "approved", "compiled", "fetched")]


@pytest.mark.usefixtures("worker")
def test_it_is_fetched_once_and_the_file_goes(
    staff: list[Member], path: str, owner_session: Session, settings: Settings
) -> None:
    approve(staff[1], path)
    exports.compile_exports()
    export_id = owner_session.scalars(select(Export.id)).one()
    assert file_of(settings.var, export_id).is_file()
    for other in (staff[1], staff[2]):
        answer = other.send(f"{path}/file")
        assert (answer.status_code, answer.data[:4]) == (303, b"<!do")
        assert "Only whoever asked" in other.get(path).text
    assert staff[0].send(f"{path}/file", buffered=True).data.startswith(b"age-encryption.org/v1")
    exports.end_exports()
    assert not file_of(settings.var, export_id).exists()
    assert staff[0].send(f"{path}/file").status_code == 303
    assert "moved on meanwhile" in staff[0].get(path).text


@pytest.mark.usefixtures("worker")
def test_a_file_that_is_lost_is_said_and_not_counted_as_fetched(
    staff: list[Member], path: str, owner_session: Session, settings: Settings
) -> None:
    approve(staff[1], path)
    exports.compile_exports()
    file_of(settings.var, owner_session.scalars(select(Export.id)).one()).unlink()
    staff[0].press(f"{path}/file")
    assert "Ask for the export again" in staff[0].get(path).text
    assert state(owner_session) is ExportState.READY


# -- deciding ----------------------------------------------------------------------------------------------


def test_nobody_approves_his_own(staff: list[Member], path: str, owner_session: Session) -> None:
    digest = staff[1].get(path).value_of("digest")
    page = staff[0].follow(f"{path}/approve", {"digest": digest})
    assert "somebody else of the staff decides" in page.text
    assert state(owner_session) is ExportState.ASKED


def test_an_approval_of_something_else_approves_nothing(
    staff: list[Member], path: str, petition: OpenPetition, key_id: UUID, owner_session: Session
) -> None:
    other = staff[0].press("/staff/exports/new", form(petition, key_id, words="Something else."))
    digest = staff[1].get(other).value_of("digest")
    page = staff[1].follow(f"{path}/approve", {"digest": digest})
    assert "not the request on this page" in page.text
    assert set(owner_session.scalars(select(Export.state))) == {ExportState.ASKED}


def test_a_request_is_rejected_with_a_reason(staff: list[Member], path: str, owner_session: Session) -> None:
    page = staff[1].refused(f"{path}/reject", {"words": ""})
    assert page.errors() == ["Say why, in at most 1,000 letters: whoever asked for it reads that."]
    staff[1].press(f"{path}/reject", {"words": "Ask for fewer columns."})
    assert "Ask for fewer columns." in staff[0].get(path).text
    assert state(owner_session) is ExportState.REJECTED


def test_anybody_on_staff_stops_it(staff: list[Member], path: str, owner_session: Session) -> None:
    approve(staff[1], path)
    assert "Whatever was compiled" in staff[2].follow(f"{path}/cancel").text
    assert state(owner_session) is ExportState.CANCELLED


@pytest.mark.parametrize(
    "act", ["new", "keys", "<key>", "<path>/approve", "<path>/reject", "<path>/cancel", "<path>/file"]
)
def test_everything_that_matters_wants_a_fresh_second_factor(
    staff: list[Member], path: str, key_id: UUID, petition: OpenPetition, owner_session: Session, act: str
) -> None:
    owner_session.execute(update(AccountSession).values(proved_at=utc_now() - timedelta(minutes=16)))
    owner_session.commit()
    address = act.replace("<path>", path).replace("<key>", f"/staff/exports/keys/{key_id}/revoke")
    address = address if address.startswith("/") else f"/staff/exports/{address}"
    page = staff[1].refused(address, form(petition, key_id) | {"digest": "", "words": "x"})
    assert page.heading() == "Is it still you?"
    assert state(owner_session) is ExportState.ASKED


def test_the_form_asks_for_it_before_anything_is_typed(staff: list[Member], owner_session: Session) -> None:
    owner_session.execute(update(AccountSession).values(proved_at=utc_now() - timedelta(minutes=16)))
    owner_session.commit()
    answer = staff[0].client.get("/staff/exports/new")
    assert answer.headers["Location"] == "/account/prove?next=/staff/exports/new"


# -- asking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"petition": ""}, "Choose a petition."),
        ({"petition": "x"}, "Choose a petition."),
        ({"key": "x"}, "Choose one of your own keys."),
        ({"purpose": "x"}, "Choose what it is for."),
        ({"words": ""}, "Say what it is for"),
        ({"words": "a\u202eb"}, "Say what it is for"),
        ({"columns": ["row"]}, "Choose at least one column"),
        ({"columns": ["row", "password"]}, "Choose what it is for."),
        ({"columns": ["name_for_recipient"]}, "need the purpose"),
        ({"columns": ["address"]}, "Addresses were given for updates alone"),
        ({"columns": ["confirmed_hour", "country"]}, "The hour never stands beside"),
        ({"columns": ["confirmed_hour"], "countries": "FR"}, "The hour never stands beside"),
        ({"states": ["held"]}, "of confirmed signatures alone"),
        ({"states": [], "columns": ["country"]}, "Choose at least one state."),
        ({"columns": ["country"], "countries": "France"}, "Write two-letter codes"),
        ({"countries": "FR"}, "leave the countries empty"),
        ({"first_month": "May"}, "Write months as 2026-05"),
        ({"first_month": "2026-05", "last_month": "2026-04"}, "Write months as 2026-05"),
        ({"recipient": "x"}, "need the purpose"),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_nothing_typed_is_lost(
    staff: list[Member], petition: OpenPetition, key_id: UUID, owner_session: Session, typed: dict[str, Any], said: str
) -> None:
    page = staff[0].refused("/staff/exports/new", form(petition, key_id, **typed))
    assert any(said in error for error in page.errors()), page.errors()
    if "words" not in typed:
        assert "For the yearly report." in page.text
    assert owner_session.scalars(select(Export)).all() == []


def test_an_office_that_another_petition_named_is_none(
    staff: list[Member], petition: OpenPetition, key_id: UUID, owner_session: Session
) -> None:
    other = add_petition(owner_session)
    owner_session.commit()
    named = {"purpose": "hand_over", "columns": ["name_for_recipient"]}
    for office in (other.rapporteur, petition.court):
        page = staff[0].refused("/staff/exports/new", form(petition, key_id, recipient=str(office.id), **named))
        assert any("an office that this petition named" in error for error in page.errors())
    staff[0].press("/staff/exports/new", form(petition, key_id, recipient=str(petition.rapporteur.id), **named))


def test_nobody_asks_for_anothers_key(staff: list[Member], petition: OpenPetition, key_id: UUID) -> None:
    staff[1].press("/staff/exports/keys", {"label": "of the second", "age_key": new_age_key()})
    page = staff[1].refused("/staff/exports/new", form(petition, key_id))
    assert page.errors() == ["Choose one of your own keys."]


def test_without_a_key_the_form_leads_to_one(staff: list[Member]) -> None:
    assert "First a key" in staff[0].get("/staff/exports/new").text
    assert "Nothing has left yet" in staff[0].get("/staff/exports/").text


# -- keys --------------------------------------------------------------------------------------------------


def test_a_key_of_production_waits(
    console_app: Flask, staff: list[Member], settings: Settings, petition: OpenPetition
) -> None:
    console_app.extensions["vigil.settings"] = replace(settings, export_key_wait_hours=72)
    try:
        staff[0].press("/staff/exports/keys", {"label": "laptop", "age_key": AGE_KEY})
        page = staff[1].get("/staff/exports/keys")
    finally:
        console_app.extensions["vigil.settings"] = settings
    assert "waits" in page.text
    assert AGE_KEY in page.text
    assert "First a key" in staff[0].get("/staff/exports/new").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"label": ""}, "Give it a name"),
        ({"age_key": "age1x"}, "That is no age public key."),
        ({"age_key": f"{IDENTITY}"}, "That is the private half"),
    ],
)
def test_what_is_no_key_is_refused(staff: list[Member], typed: dict[str, str], said: str) -> None:
    page = staff[0].refused("/staff/exports/keys", {"label": "laptop", "age_key": AGE_KEY} | typed)
    assert any(said in error for error in page.errors())


def test_a_key_is_registered_once(staff: list[Member], key_id: UUID) -> None:
    page = staff[1].refused("/staff/exports/keys", {"label": "mine", "age_key": AGE_KEY})
    assert any("registered before" in error for error in page.errors())


@pytest.mark.usefixtures("worker")
def test_a_revoked_key_stops_what_was_approved(
    staff: list[Member], path: str, key_id: UUID, owner_session: Session
) -> None:
    approve(staff[1], path)
    staff[2].press(f"/staff/exports/keys/{key_id}/revoke")
    exports.compile_exports()
    assert state(owner_session) is ExportState.FAILED
    assert "The key was revoked before it was compiled." in staff[0].get(path).text


# -- who sees it -------------------------------------------------------------------------------------------


def test_everyone_on_staff_sees_every_export(staff: list[Member], path: str) -> None:
    for member in staff:
        assert path in member.client.get("/staff/exports/").get_data(as_text=True)
    assert "Exports to be approved" in staff[1].get("/staff/").text


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_page_is_whole_in_both_languages(
    staff: list[Member], path: str, owner_session: Session, language: str
) -> None:
    staff[1].press("/account/language", {"language": language})
    for address in ("/staff/exports/", "/staff/exports/keys", "/staff/exports/new", path):
        assert staff[1].get(address).language == language

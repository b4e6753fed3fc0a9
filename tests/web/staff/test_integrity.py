"""Staff look at who is held, act on many at once, and search: through the pages, with the workers' tasks between."""

import re
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.jobs import celery
from app.integrity.models import BulkAct, SignatureSearch
from app.integrity.states import ActState
from app.signatures.drain import drain_signatures
from app.signatures.models import Cluster, ProofDial, Signature, Submission
from app.signatures.proving import EVERYWHERE
from app.signatures.rules import BurstLimits
from app.signatures.states import ClusterKind, SignatureState
from tasks import integrity, tallies
from tests.factories import OpenPetition, add_account, add_signature, confirm, post, sign_form
from tests.factories.integrity import add_act, add_cluster
from tests.web.member import Member
from tests.web.page import Page

S = SignatureState
LIMITS = BurstLimits(network=5)
REJECT = {"kind": "reject", "reason": "burst"}


@pytest.fixture(autouse=True)
def _worker(worker_app: Flask) -> Iterator[None]:
    celery.flask_app = worker_app
    yield
    del celery.flask_app


@pytest.fixture
def staff(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def rally(
    owner_session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition, worker_app: Flask
) -> Cluster:
    """Twelve people of one network, all of whom have confirmed: five are counted, seven held."""
    for number in range(12):
        form = sign_form(petition, email=f"p{number}@castle.example", network="203.0.113.0/24", country="DE")
        post(owner_session, public_keys, form)
    drain_signatures(owner_session, keyring, limits=LIMITS, now=utc_now())
    for each in owner_session.scalars(select(Submission)).all():
        confirm(owner_session, keyring, each)
    owner_session.commit()
    tallies.fold()
    integrity.refresh()
    owner_session.expire_all()
    return owner_session.scalars(select(Cluster).where(Cluster.kind == ClusterKind.NETWORK)).one()


def _markup(page: Page) -> str:
    return page.response.get_data(as_text=True)


def _states(session: Session) -> Counter[SignatureState]:
    session.expire_all()
    return Counter(session.scalars(select(Signature.state)))


def _act(session: Session, path: str) -> BulkAct:
    session.expire_all()
    return session.get_one(BulkAct, UUID(path.rpartition("/")[2]))


def test_before_anybody_signed_the_pages_say_what_comes(staff: Member, petition: OpenPetition) -> None:
    assert "Free Parvaneh" in staff.get("/staff/integrity/").text
    assert "No cluster here" in staff.get(f"/staff/integrity/{petition.id}/").text


def test_who_is_held_and_why_is_seen_and_released_in_one_act(
    staff: Member, rally: Cluster, owner_session: Session, petition: OpenPetition
) -> None:
    assert "Signatures that are held" in staff.get("/staff/").text
    page = staff.get("/staff/integrity/")
    assert "many from one network: 7" in page.text
    folder = f"/staff/integrity/{petition.id}/"
    page = staff.get(folder)
    assert {"castle.example", "Germany"} <= set(re.findall(r"castle\.example|Germany", page.text))
    assert "203.0" not in page.text
    page = staff.get(f"{folder}?kind=network&held=yes")
    assert "castle.example" not in page.text
    page = staff.get(f"{folder}clusters/{rally.id}")
    assert f"/staff/integrity/{petition.id}/act?cluster={rally.id}&amp;kind=release" in _markup(page)
    page = staff.get(f"{folder}act?cluster={rally.id}&kind=release")
    form = {"cluster": str(rally.id), "kind": "release", "reason": "rally"}
    path = staff.press(f"{folder}act", form)
    assert "A worker makes the list" in staff.get(path).text
    integrity.act()
    page = staff.get(path)
    assert "7 signatures are counted." in page.text
    staff.press(f"{path}/apply", {"total": "7"})
    assert _states(owner_session) == {S.CONFIRMED: 5, S.HELD: 7}
    assert "A worker begins within seconds." in staff.get(path).text
    integrity.act()
    assert _states(owner_session) == {S.CONFIRMED: 12}
    page = staff.get(path)
    assert "data-follow" not in _markup(page)
    assert "Give everything back" in page.text
    staff.press(f"{path}/undo")
    integrity.act()
    assert _states(owner_session) == {S.CONFIRMED: 5, S.HELD: 7}
    assert _act(owner_session, path).state is ActState.UNDONE


def test_a_reject_is_the_number_that_was_shown_and_no_other(
    staff: Member, rally: Cluster, owner_session: Session, petition: OpenPetition, keyring: Keyring
) -> None:
    path = staff.press(f"/staff/integrity/{petition.id}/act", REJECT | {"country": "DE"})
    integrity.act()
    assert "12 signatures are rejected." in staff.get(path).text
    add_signature(owner_session, keyring, petition, country="DE")
    owner_session.commit()
    assert "This is no longer where it was" in staff.follow(f"{path}/apply", {"total": "13"}).text
    staff.press(f"{path}/apply", {"total": "12"})
    integrity.act()
    assert _states(owner_session) == {S.REJECTED: 12, S.CONFIRMED: 1}
    assert "This is no longer where it was" in staff.follow(f"{path}/cancel").text


def test_an_act_is_stopped_before_and_on_its_way(
    staff: Member, rally: Cluster, owner_session: Session, petition: OpenPetition
) -> None:
    for waits_for_yes in (True, False):
        path = staff.press(f"/staff/integrity/{petition.id}/act", REJECT)
        integrity.act()
        if not waits_for_yes:
            staff.press(f"{path}/apply", {"total": "12"})
        assert "cancelled" in staff.follow(f"{path}/cancel").text
        integrity.act()
        assert _act(owner_session, path).state is ActState.CANCELLED
    assert _states(owner_session) == {S.CONFIRMED: 5, S.HELD: 7}


def test_progress_is_shown_with_the_time_left(staff: Member, owner_session: Session, petition: OpenPetition) -> None:
    now = utc_now()
    act = add_act(
        owner_session, petition.id, state=ActState.ACTING, total=4000, done=1000, changed=990, decided_by=petition.id,
        decided_at=now, figures={"states": {"held": 4000}, "countries": {"": 4000}},
    )  # fmt: skip
    owner_session.commit()
    page = staff.get(f"/staff/integrity/acts/{act.id}")
    assert "data-follow" in _markup(page)
    assert re.search(r'<progress value="1000" max="4000"', _markup(page))
    assert "left" in page.text
    assert "Passed over" in page.text


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "Choose what is to be done."),
        ({"kind": "reject"}, "Choose a reason for it."),
        ({"kind": "reject", "reason": "rally"}, "Choose a reason for it."),
        ({"kind": "reject", "reason": "other", "words": ""}, "Say the reason in words."),
        (REJECT | {"words": "x" * 501}, "Say it in at most 500 characters."),
        (REJECT | {"country": "XX"}, "Choose a country of the list."),
        (REJECT | {"from": "yesterday"}, "Write day and hour"),
        (REJECT | {"from": "2026-11-25T14:00", "to": "2026-11-25T13:00"}, "The last hour lies before the first."),
        (REJECT | {"why": "mood"}, "Choose a reason of the list."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    staff: Member, petition: OpenPetition, owner_session: Session, form: dict[str, str], error: str
) -> None:
    page = staff.refused(f"/staff/integrity/{petition.id}/act", {"words": "Kept words", **form})
    assert any(error in each for each in page.errors())
    assert page.value_of("words").strip() == form.get("words", "Kept words")
    assert owner_session.scalars(select(BulkAct)).all() == []


def test_conditions_in_the_address_fill_the_form(staff: Member, petition: OpenPetition, owner_session: Session) -> None:
    cluster = add_cluster(owner_session, petition.id, label="castle.example")
    owner_session.commit()
    asked = f"cluster={cluster.id}&kind=hold&country=FR&from=2026-11-25T14:00&why=domain&held_only=yes"
    page = staff.get(f"/staff/integrity/{petition.id}/act?{asked}")
    assert "castle.example" in page.text
    assert page.value_of("from") == "2026-11-25T14:00"
    assert '<option value="FR" selected>' in _markup(page)
    nothing = staff.get(f"/staff/integrity/{petition.id}/act?cluster=nonsense&country=XX&from=x&why=x&kind=x")
    assert nothing.heading() == "Act on many signatures"


def test_trust_holds_nobody_else(
    staff: Member, rally: Cluster, owner_session: Session, petition: OpenPetition, keyring: Keyring,
    public_keys: PublicKeys,
) -> None:  # fmt: skip
    path = f"/staff/integrity/{petition.id}/clusters/{rally.id}"
    assert "Trust it no longer" in staff.follow(f"{path}/trust", {"trust": "yes"}).text
    post(owner_session, public_keys, sign_form(petition, network="203.0.113.0/24"))
    drain_signatures(owner_session, keyring, limits=LIMITS, now=utc_now())
    owner_session.commit()
    held = owner_session.scalars(select(Submission.hold_reason).where(Submission.hold_reason.is_not(None))).all()
    assert len(held) == 7
    assert "From now on" in staff.follow(f"{path}/trust", {"trust": "no"}).text
    country = owner_session.scalars(select(Cluster.id).where(Cluster.kind == ClusterKind.COUNTRY).limit(1)).one()
    staff.refused(f"/staff/integrity/{petition.id}/clusters/{country}/trust", {"trust": "yes"}, status=404)


def test_a_typed_address_is_sealed_and_answered_with_ids_and_states(
    staff: Member, rally: Cluster, owner_session: Session, petition: OpenPetition
) -> None:
    path = staff.press("/staff/integrity/search", {"typed": "P3+x@castle.example"})
    assert "castle" not in path
    search = owner_session.scalars(select(SignatureSearch)).one()
    assert search.sealed
    assert "A worker looks" in staff.get(path).text
    integrity.answer()
    page = staff.get(path)
    ids = owner_session.scalars(select(Signature.id)).all()
    assert sum(str(each) in page.text for each in ids) == 1
    assert "castle" not in page.text
    path = staff.press("/staff/integrity/search", {"typed": "castle.example", "petition": str(petition.id)})
    integrity.answer()
    assert "12 signatures" in staff.get(path).text
    path = staff.press("/staff/integrity/search", {"country": "none"})
    integrity.answer()
    assert "Nothing was found" in staff.get(path).text


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "Write an address or a mail domain"),
        ({"typed": "ada@@example.org"}, "That is neither"),
        ({"typed": "two words"}, "That is neither"),
        ({"typed": "a" * 300 + "@example.org"}, "That is neither"),
        ({"typed": "ada\r\n@example.org"}, "That is neither"),
        ({"petition": "nowhere", "country": "FR"}, "Choose a petition of the list."),
    ],
)
def test_a_question_that_makes_no_sense_is_asked_of_nobody(
    staff: Member, owner_session: Session, form: dict[str, str], error: str
) -> None:
    page = staff.refused("/staff/integrity/search", form)
    assert any(error in each for each in page.errors())
    assert owner_session.scalars(select(SignatureSearch)).all() == []


def test_another_of_the_staff_does_not_read_ones_search(
    console_app: Flask, staff: Member, owner_session: Session, tools: Credentials
) -> None:
    path = staff.press("/staff/integrity/search", {"country": "FR"})
    lead = add_account(owner_session, tools, staff_role=StaffRole.LEAD)
    owner_session.commit()
    assert Member(console_app, lead).enter().get(path, status=404)


@pytest.mark.parametrize("path", ["", "{petition}/", "{petition}/clusters/{cluster}", "{petition}/act", "search"])
def test_every_page_speaks_persian(
    console_app: Flask, owner_session: Session, tools: Credentials, rally: Cluster, path: str
) -> None:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER, language="fa")
    owner_session.commit()
    staff = Member(console_app, account).enter()
    page = staff.get("/staff/integrity/" + path.format(petition=rally.petition_id, cluster=rally.id))
    assert 'dir="rtl"' in _markup(page)
    assert not re.search(r"\b(Held|Counted|Reject|Forms)\b", page.text)


def test_what_a_worker_could_not_read_is_said(staff: Member, owner_session: Session) -> None:
    path = staff.press("/staff/integrity/search", {"typed": "ada@example.org"})
    owner_session.execute(update(SignatureSearch).values(sealed=b"altered"))
    owner_session.commit()
    integrity.answer()
    assert "Ask again." in staff.get(path).text


def test_the_dial_for_an_attack_is_turned_and_turned_back(
    staff: Member, owner_session: Session, petition: OpenPetition
) -> None:
    for folder, subject in ((f"/staff/integrity/{petition.id}/", petition.id), ("/staff/integrity/", EVERYWHERE)):
        assert "Ask for proof of work" in staff.get(folder).text
        assert "Ask for it no longer" in staff.follow(f"{folder}proof", {"on": "yes"}).text
        assert owner_session.scalars(select(ProofDial.petition_id)).all() == [subject]
        if subject == EVERYWHERE:
            assert "asked for on the whole site" in staff.get(f"{folder}{petition.id}/").text
        staff.press(f"{folder}proof", {"on": "yes"})
        assert "Ask for proof of work" in staff.follow(f"{folder}proof", {"on": "no"}).text
        owner_session.rollback()
        assert owner_session.scalars(select(ProofDial)).all() == []
    actions = Counter(owner_session.scalars(select(AuditEntry.action)))
    assert actions == {"proof of work asked for": 4, "proof of work no longer asked for": 2}

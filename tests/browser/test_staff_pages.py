"""The pages of staff with work on them: for everybody to read, by day and night, on a phone and a desk."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.accounts.models import Account
from app.accounts.security import Credentials
from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.core.settings import Settings
from app.deliveries.models import Delivery
from app.deliveries.register import add_evidence, enter
from app.deliveries.rules import Entry
from app.deliveries.states import DeliveryState, EntryKind, EvidenceKind, Manner
from app.exports.asking import approve, reject
from app.exports.models import Export
from app.exports.rules import Column, Consent, Filters, Format, Purpose
from app.exports.states import ExportState
from app.integrity.states import ActState
from app.messages.models import MessageState
from app.moderation.desk import lay_out
from app.moderation.kinds import RejectionReason
from app.moderation.models import DeskItem
from app.moderation.services import Decision, decide
from app.signatures.models import Verdict
from app.signatures.states import ClusterKind, ShowName
from tests.browser.served import EnterAs, served
from tests.browser.test_quality import complaints
from tests.factories import OpenPetition, add_account, add_message, add_petition, add_signature
from tests.factories.deliveries import add_delivery
from tests.factories.exports import add_approved, add_export, add_export_key, make_ready, staff, wish_for
from tests.factories.integrity import add_act, add_cluster
from tests.factories.pictures import draw, written

pytestmark = pytest.mark.browser
MESSAGES = ("We think of you every evening.", "<b>Buy</b> lamps at https://lamps.example", "هر شب به یاد توایم.")


@pytest.fixture
def enter_as(browser: Browser, console_app: Flask) -> Iterator[EnterAs]:
    with served(browser, console_app) as entered:
        yield entered


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    return add_petition(owner_session)


@pytest.fixture
def reviewer(owner_session: Session, tools: Credentials) -> Account:
    return add_account(owner_session, tools, staff_role=StaffRole.LEAD, email="reviewer@vigil.example")


@pytest.fixture
def colleague(owner_session: Session, tools: Credentials) -> Actor:
    return staff(add_account(owner_session, tools, staff_role=StaffRole.REVIEWER, email="colleague@vigil.example").id)


@pytest.fixture
def exports(
    owner_session: Session, petition: OpenPetition, reviewer: Account, colleague: Actor, settings: Settings
) -> list[str]:
    """One to decide on, one to fetch, and one of each end; with keys that wait, can be used, and were revoked."""
    own, session, now = staff(reviewer.id), owner_session, utc_now()
    add_export_key(session, own, label="Phone of the reviewer").usable_from = now + timedelta(hours=40)
    revoked = add_export_key(session, colleague, label="Lost laptop")
    revoked.revoked_at, revoked.revoked_by = now, own.account_id
    wish = wish_for(
        petition.id, purpose=Purpose.HAND_OVER, columns=(Column.ROW, Column.NAME_FOR_RECIPIENT, Column.COUNTRY),
        recipient_id=petition.rapporteur.id, filters=Filters(consent=Consent.DELIVERY, countries=("DE", "FR")),
    )  # fmt: skip
    asked = [add_export(session, wish, asker=colleague), add_export(session, wish_for(petition.id), asker=own)]
    ready = add_approved(session, wish_for(petition.id, format=Format.XLSX), asker=own)
    make_ready(session, ready, settings.var)
    rejected = add_export(session, wish_for(petition.id), asker=colleague)
    reject(session, own, rejected.id, words="The row number alone would do.\nAsk anew.", now=now)
    compiling, failed = (add_export(session, wish_for(petition.id), asker=colleague) for _ in range(2))
    for each in (compiling, failed):
        approve(session, own, each.id, digest=each.digest.hex(), now=utc_now())
    _move(session, compiling, ExportState.COMPILING, done=20_000, total=64_000, started_at=now - timedelta(minutes=1))
    _move(session, failed, ExportState.FAILED, failure="KeyGone")
    session.commit()
    shown = [*asked, ready, rejected, compiling, failed]
    return ["exports/", "exports/keys", "exports/new", *(f"exports/{each.id}" for each in shown)]


def _move(session: Session, export: Export, state: ExportState, **columns: object) -> None:
    export.state = state
    for name, value in columns.items():
        setattr(export, name, value)
    session.flush()


@pytest.fixture
def deliveries(owner_session: Session, petition: OpenPetition, reviewer: Account) -> list[str]:
    """One in each place a delivery can be, one of them handed over with a photograph, and overdue."""
    session, now = owner_session, utc_now()
    begun = now - timedelta(days=20)
    states = [state for state in DeliveryState if state is not DeliveryState.HANDED_OVER]
    made = [add_delivery(session, petition, state=state) for state in states]
    next(each for each in made if each.state is DeliveryState.FAILED).failure = "SetKeepsChanging"
    given = add_delivery(session, petition, state=DeliveryState.APPROVED, now=begun, requested_by=str(reviewer.id))
    _hand_over(session, given, reviewer)
    campaign = petition.campaign.id
    session.commit()
    lists = ["deliveries/", "deliveries/?show=given", "deliveries/?show=cancelled"]
    forms = ["deliveries/new", f"deliveries/new/{campaign}"]
    return [*lists, *forms, *(f"deliveries/{each.id}" for each in [*made, given])]


def _hand_over(session: Session, delivery: Delivery, by: Account) -> None:
    now = utc_now()
    entry = Entry(
        kind=EntryKind.HANDED_OVER, day=day_of(now) - timedelta(days=19), manner=Manner.IN_PERSON,
        place="Palais Sample, Geneva", by_whom="Ada Sample", words="Taken by the secretariat.\nNo receipt.",
        reply_due=day_of(now) - timedelta(days=2),
    )  # fmt: skip
    enter(session, delivery, entry, actor=str(by.id), now=now)
    for kind, shows in ((EvidenceKind.PHOTOGRAPH, "Bands of colour"), (EvidenceKind.RECEIPT, "A disc")):
        add_evidence(session, delivery, written(draw()), kind=kind, shows=shows, actor=str(by.id), now=now)
    session.flush()


@pytest.fixture
def moderation(
    owner_session: Session, petition: OpenPetition, keyring: Keyring, public_keys: PublicKeys
) -> list[str]:  # fmt: skip
    for text in (*MESSAGES, *(f"{words} Again." for words in MESSAGES)):
        add_message(owner_session, keyring, public_keys, petition, name="Ali", text=text, state=MessageState.WAITING)
    lay_out(owner_session, keyring, now=utc_now())
    shown, hidden, *_open = owner_session.scalars(select(DeskItem.id).order_by(DeskItem.words))
    decisions = [
        Decision(item_id=shown, verdict=Verdict.PUBLISHED, reason=None, was=None),
        Decision(item_id=hidden, verdict=Verdict.REJECTED, reason=RejectionReason.OFF_TOPIC, was=None),
    ]
    decide(owner_session, staff(), decisions, now=utc_now())
    owner_session.commit()
    return ["moderation", "moderation?pile=published", "moderation?pile=rejected"]


@pytest.fixture
def integrity(owner_session: Session, petition: OpenPetition, keyring: Keyring, reviewer: Account) -> list[str]:
    """Clusters of every kind, one of them trusted, and an act in every state."""
    session, counted = owner_session, {"confirmed": 30, "held": 18, "rejected": 2}
    for _ in range(3):
        add_signature(session, keyring, petition, show_name=ShowName.FULL)
    figures = {"states": counted, "reasons": {"domain": 18}, "held": 18, "refreshed_at": utc_now()}
    labels = {ClusterKind.NETWORK: "", ClusterKind.NAME: "Aa 9", ClusterKind.COUNTRY: "DE", ClusterKind.HOUR: ""}
    clusters = [add_cluster(session, petition.id, is_trusted=True, **figures)]
    clusters += [add_cluster(session, petition.id, kind=kind, label=label, **figures) for kind, label in labels.items()]
    add_cluster(session, petition.id, kind=ClusterKind.PETITION, label="", **figures)
    acts = [add_act(session, petition.id, state=state, **_reached(state)) for state in ActState]
    session.commit()
    one = f"integrity/{petition.id}"
    pages = ["integrity/", "integrity/search", f"{one}/", f"{one}/?kind=domain&held=yes", f"{one}/act"]
    pages += [f"{one}/clusters/{each.id}" for each in clusters]
    return [*pages, *(f"integrity/acts/{act.id}" for act in acts)]


def _reached(state: ActState) -> dict[str, object]:
    """What an act has in its columns by the time it is there."""
    now = utc_now()
    if state is ActState.COUNTING:
        return {}
    figures = {"figures": {"states": {"held": 18, "confirmed": 12}, "countries": {"DE": 20, "": 10}}, "total": 30}
    if state in (ActState.READY, ActState.CANCELLED):
        return figures | {"ended_at": now if state is ActState.CANCELLED else None}
    done = {"decided_by": new_id(), "decided_at": now - timedelta(seconds=9), "done": 30, "changed": 12}
    if state is ActState.ACTING:
        return figures | done | {"done": 12}
    undone = {"undo_at": now, "undone": 5, "given_back": 5} if state is not ActState.ACTED else {}
    return figures | done | {"ended_at": now} | undone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("noun", ["exports", "deliveries", "moderation", "integrity"])
def test_axe_finds_nothing_on_pages_of_staff(
    enter_as: EnterAs, reviewer: Account, owner_session: Session, request: pytest.FixtureRequest,
    noun: str, width: int, language: str, scheme: str,
) -> None:  # fmt: skip
    paths: list[str] = request.getfixturevalue(noun)
    reviewer.language = language
    owner_session.commit()
    page = enter_as(
        reviewer, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 844}
    ).new_page()  # fmt: skip
    found = [problem for path in ["", *paths] for problem in look(page, f"/staff/{path}")]
    assert not found


def look(page: Page, path: str) -> list[str]:
    """Return what speaks against a page: what axe finds, and whether it is wider than the window."""
    answer = page.goto(path)
    assert answer
    assert answer.ok, path
    fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return complaints(page) + ([] if fits else [f"{path} is wider than the window"])

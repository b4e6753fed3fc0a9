"""What is told is what is public, once, to those who wanted to know when it happened."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.campaigns.document import DeliveryDocument
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.petitions.publishing import hide_campaign, publish_campaign
from app.signatures.states import ShowName
from app.tallies.folding import fold_tally
from app.tallies.models import PublishedTally
from app.updates.document import UpdateDocument
from app.updates.models import PublishedUpdate
from app.webhooks.models import WebhookCall, WebhookEvent, WebhookTry
from app.webhooks.noticing import body_of, forget_old_calls, notice_events, publish_key
from app.webhooks.services import pause
from app.webhooks.states import CallState, EventKind
from tests.db.webhooks.conftest import Add
from tests.factories import OpenPetition, add_petition, add_signature

NOW = utc_now()
BASE = "https://vigil.example"
CANARY = "Kanarya Probevogel"


@pytest.fixture
def sign_many(session: Session, keyring: Keyring, petition: OpenPetition) -> object:
    """Confirm so many, all of one name, and fold them."""

    def sign(count: int) -> None:
        for _ in range(count):
            add_signature(session, keyring, petition, name=CANARY, show_name=ShowName.FULL)
        fold_tally(session, now=NOW)

    return sign


def _notice(session: Session) -> int:
    return notice_events(session, base_url=BASE, now=NOW)


def _calls(session: Session) -> list[tuple[EventKind, CallState]]:
    query = select(WebhookEvent.kind, WebhookCall.state).join(WebhookEvent, WebhookEvent.id == WebhookCall.event_id)
    return [tuple(row) for row in session.execute(query)]


def test_a_milestone_is_told_once(session: Session, add: Add, sign_many) -> None:
    add()
    sign_many(99)
    assert _notice(session) == 0
    sign_many(3)
    assert _notice(session) == 1
    assert _notice(session) == 0
    assert _calls(session) == [(EventKind.MILESTONE, CallState.WAITING)]
    event = session.scalars(select(WebhookEvent)).one()
    assert (event.data["milestone"], event.data["confirmed"]) == (100, 102)
    assert event.data["campaign"]["url"].startswith(f"{BASE}/en/campaigns/free-parvaneh-")


def test_a_milestone_lost_and_reached_again_is_no_news(session: Session, add: Add, sign_many) -> None:
    add()
    sign_many(100)
    _notice(session)
    session.execute(update(PublishedTally).values(confirmed=98))
    assert _notice(session) == 0
    sign_many(5)
    assert _notice(session) == 0


def test_a_frozen_figure_is_not_told(session: Session, add: Add, sign_many) -> None:
    add()
    sign_many(100)
    session.execute(update(PublishedTally).values(frozen=True))
    assert _notice(session) == 0


def test_whoever_comes_later_hears_of_what_comes(session: Session, add: Add, sign_many) -> None:
    sign_many(100)
    assert _notice(session) == 1
    add()
    assert _notice(session) == 0
    assert _calls(session) == []


def test_only_those_who_want_to_know_and_may(session: Session, owner: Actor, add: Add, sign_many) -> None:
    add(events=["update.published"])
    pause(session, owner, add().webhook, now=NOW)
    wanting = add(events=["milestone.reached"]).webhook
    sign_many(100)
    _notice(session)
    assert session.scalars(select(WebhookCall.webhook_id)).all() == [wanting.id]


def test_another_organisations_campaign_is_told_to_none_of_ours(session: Session, keyring: Keyring, add: Add) -> None:
    add()
    other = add_petition(session)
    for _ in range(100):
        add_signature(session, keyring, other)
    fold_tally(session, now=NOW)
    assert _notice(session) == 1
    assert _calls(session) == []


def test_a_delivery_is_told_with_its_public_line(session: Session, petition: OpenPetition, add: Add) -> None:
    add()
    made = DeliveryDocument(
        recipient={"en": "Office 1", "fa": "دفتر"}, profile="numbers", confirmed=640, cut_off=NOW, state="compiled"
    )
    publish_campaign(session, petition.id, deliveries=[made], now=NOW)
    assert _notice(session) == 1
    told = session.scalars(select(WebhookEvent)).one().data
    assert (told["recipient"]["en"], told["confirmed"], told["profile"]) == ("Office 1", 640, "numbers")
    moved = msgspec.structs.replace(made, state="acknowledged", state_since=NOW)
    publish_campaign(session, petition.id, deliveries=[moved], now=NOW)
    assert _notice(session) == 0, "what becomes of it is no second delivery"


def test_an_update_is_told_when_it_is_public(session: Session, petition: OpenPetition, add: Add) -> None:
    add()
    document = UpdateDocument(
        id=new_id(), number=3, subject={"en": "A visit", "fa": "دیداری"}, html={"en": "<p>Long.</p>"}, languages=["en"],
        published_at=NOW,
    )  # fmt: skip
    session.add(
        PublishedUpdate(
            id=document.id, campaign_id=petition.campaign.id, number=3, document=msgspec.to_builtins(document)
        )
    )
    session.flush()
    assert _notice(session) == 1
    assert _notice(session) == 0
    told = session.scalars(select(WebhookEvent)).one()
    assert (told.kind, told.subject) == (EventKind.UPDATE, str(document.id))
    assert told.data["title"]["en"] == "A visit"
    assert told.data["url"].endswith("/updates/3")
    assert "html" not in told.data


def test_a_hidden_campaign_tells_nothing(session: Session, petition: OpenPetition, add: Add, sign_many) -> None:
    add()
    sign_many(100)
    hide_campaign(session, petition.campaign)
    assert _notice(session) == 0


def test_nobody_who_signed_is_in_it(session: Session, add: Add, sign_many) -> None:
    add()
    sign_many(100)
    _notice(session)
    body = body_of(session.scalars(select(WebhookEvent)).one())
    assert CANARY.encode() not in body
    assert b"@" not in body
    assert set(msgspec.json.decode(body)) == {"type", "timestamp", "data"}


def test_a_body_is_the_same_at_every_try(session: Session, add: Add, sign_many) -> None:
    add()
    sign_many(100)
    _notice(session)
    event = session.scalars(select(WebhookEvent)).one()
    before = body_of(event)
    session.expire_all()
    assert body_of(session.scalars(select(WebhookEvent)).one()) == before


def test_the_key_is_said_once_and_anew_when_it_changed(session: Session, keyring: Keyring) -> None:
    publish_key(session, keyring)
    publish_key(session, keyring)
    assert len(keyring.webhook_key()) == 1184 + 32


def test_the_log_is_kept_a_month_and_what_happened_for_good(session: Session, add: Add, sign_many) -> None:
    add()
    sign_many(100)
    _notice(session)
    call = session.scalars(select(WebhookCall)).one()
    session.add(WebhookTry(call_id=call.id, at=NOW, status=200, milliseconds=1))
    session.flush()
    assert forget_old_calls(session, now=NOW + timedelta(days=31)) == 0, "it still waits"
    call.state = CallState.TAKEN
    session.flush()
    assert forget_old_calls(session, now=NOW + timedelta(days=29)) == 0
    assert forget_old_calls(session, now=NOW + timedelta(days=31)) == 1
    assert session.scalar(select(func.count()).select_from(WebhookTry)) == 0
    assert _notice(session) == 0

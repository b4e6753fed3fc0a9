"""Messages of solidarity: sealed, read first, printed."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.messages.models import Message, MessageState
from app.messages.queries import list_messages
from app.messages.services import (
    REJECTED_DAYS,
    decide_message,
    drain_messages,
    list_waiting_messages,
    publish_messages,
    remove_rejected,
)
from app.petitions.publishing import hide_campaign
from app.signatures.envelope import MessageForm
from app.signatures.models import UnreadableIntake
from tests.factories import OpenPetition, add_message, post

TODAY = date(2026, 3, 1)


def _public(session: Session, keyring: Keyring, petition: OpenPetition) -> list[tuple[str, str]]:
    publish_messages(session, keyring)
    return [(each.name, each.text) for each in list_messages(session, petition.id, limit=9)]


def test_a_message_waits_sealed_until_it_was_read(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    message = add_message(
        session, keyring, public_keys, petition, name="Mina", text="Hold on", state=MessageState.WAITING
    )
    assert b"Hold on" not in message.text_sealed
    assert _public(session, keyring, petition) == []
    (waiting,) = list_waiting_messages(session, keyring, limit=9)
    assert (waiting.name, waiting.text) == ("Mina", "Hold on")
    decide_message(session, waiting.id, MessageState.PUBLISHED, today=TODAY)
    assert _public(session, keyring, petition) == [("Mina", "Hold on")]
    decide_message(session, waiting.id, MessageState.REJECTED, today=TODAY)
    assert _public(session, keyring, petition) == []


def test_the_same_words_are_one_message(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    for text in ("Hold on", "Hold on", "Courage"):
        post(session, public_keys, MessageForm(petition_id=petition.id, language="en", name="", text=text))
    assert drain_messages(session, keyring) == 3
    assert len(session.scalars(select(Message)).all()) == 2


def test_a_message_for_no_petition_is_set_aside(session: Session, keyring: Keyring, public_keys: PublicKeys) -> None:
    post(session, public_keys, MessageForm(petition_id=new_id(), language="en", name="", text="x"))
    assert drain_messages(session, keyring) == 1
    assert session.scalars(select(UnreadableIntake.reason)).all() == ["NotFound"]


def test_a_hidden_campaign_shows_none(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    add_message(session, keyring, public_keys, petition)
    hide_campaign(session, petition.campaign)
    assert _public(session, keyring, petition) == []


def test_a_rejected_message_is_deleted_when_the_decision_can_no_longer_be_taken_back(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    texts = ("kept", "waits", "rejected", "taken back")
    made = [
        add_message(session, keyring, public_keys, petition, text=text, state=MessageState.WAITING) for text in texts
    ]
    decide_message(session, made[0].id, MessageState.PUBLISHED, today=TODAY)
    for message in made[2:]:
        decide_message(session, message.id, MessageState.REJECTED, today=TODAY)
    decide_message(session, made[3].id, MessageState.PUBLISHED, today=TODAY)
    assert remove_rejected(session, today=TODAY + timedelta(days=REJECTED_DAYS - 1)) == 0
    assert remove_rejected(session, today=TODAY + timedelta(days=REJECTED_DAYS)) == 1
    left = set(session.scalars(select(Message.id)))
    assert left == {message.id for message in (*made[:2], made[3])}
    assert session.scalars(select(Message.id).where(Message.rejected_on.is_not(None))).all() == []


def test_the_same_words_after_a_deletion_are_read_again(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    first = add_message(session, keyring, public_keys, petition, text="Hm", state=MessageState.REJECTED)
    remove_rejected(session, today=date.max)
    again = add_message(session, keyring, public_keys, petition, text="Hm", state=MessageState.WAITING)
    assert first.id != again.id

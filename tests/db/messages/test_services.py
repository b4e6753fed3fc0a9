"""Messages of solidarity: sealed, read first, printed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.messages.models import Message, MessageState
from app.messages.queries import list_messages
from app.messages.services import decide_message, drain_messages, list_waiting_messages, publish_messages
from app.petitions.publishing import hide_campaign
from app.signatures.envelope import MessageForm
from app.signatures.models import UnreadableIntake
from tests.factories import OpenPetition, add_message, post


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
    decide_message(session, waiting.id, MessageState.PUBLISHED)
    assert _public(session, keyring, petition) == [("Mina", "Hold on")]
    decide_message(session, waiting.id, MessageState.REJECTED)
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

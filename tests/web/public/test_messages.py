"""Writing a message of solidarity, and reading those of others."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.kinds import PrisonerStatus
from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.messages.models import Message
from app.messages.services import drain_messages
from app.petitions.publishing import publish_campaign
from tests.factories import OpenPetition, add_message
from tests.web.visitor import Visitor


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_message_is_sealed_and_waits(
    visitor: Visitor, campaign_path: str, owner_session: Session, keyring: Keyring, lang: str
) -> None:
    path = f"{campaign_path.replace('/en/', f'/{lang}/')}/messages"
    assert visitor.get(path).value_of("name") == ""
    page = visitor.follow(path, {"name": " Mina  S. ", "text": "Hold on\r\nto it"})
    assert page.language == lang
    drain_messages(owner_session, keyring)
    message = owner_session.scalars(select(Message)).one()
    words = [
        keyring.open_words(sealed, petition_id=message.petition_id, row=message.id)
        for sealed in (message.name_sealed, message.text_sealed)
    ]
    assert (words, message.language) == (["Mina S.", "Hold on\nto it"], lang)


@pytest.mark.parametrize(
    "fields",
    [{}, {"text": " "}, {"text": "x" * 1001}, {"text": "\0"}, {"text": "x", "name": "see https://x.example"},
     {"text": "x", "name": "a\r\nb"}, {"text": "x", "name": "y" * 101}],
)  # fmt: skip
def test_what_cannot_be_stored_is_said_beside_its_field(
    visitor: Visitor, campaign_path: str, fields: dict[str, str]
) -> None:
    page = visitor.post(f"{campaign_path}/messages", fields, status=422)
    assert len(page.errors()) == 1


def test_published_messages_are_read_and_printed(
    visitor: Visitor, campaign_path: str, owner_session: Session, keyring: Keyring, public_keys: PublicKeys,
    petition: OpenPetition,
) -> None:  # fmt: skip
    visitor.get(f"{campaign_path}/messages/print", status=404)
    add_message(owner_session, keyring, public_keys, petition, name="Mina", text="<b>Hold on</b>")
    add_message(owner_session, keyring, public_keys, petition, text="Courage")
    owner_session.commit()
    visitor.client.application.extensions["vigil.reader"] = type(
        visitor.client.application.extensions["vigil.reader"]
    )()
    for path in (campaign_path, f"{campaign_path}/messages"):
        page = visitor.get(path)
        assert "<b>Hold on</b>" in page.text
        assert "A supporter" in page.text
    cards = visitor.get(f"{campaign_path}/messages/print").all("article")
    assert sorted("".join(card.itertext()).split()[-1] for card in cards) == ["Courage", "Mina"]


def test_nobody_is_written_to_who_cannot_be_reached(
    visitor: Visitor, campaign_path: str, owner_session: Session, petition: OpenPetition
) -> None:
    petition.campaign.prisoners[0].status = PrisonerStatus.EXECUTED
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    assert not visitor.get(f"{campaign_path}/messages").all("textarea")
    visitor.post(f"{campaign_path}/messages", {"text": "x"}, status=409)

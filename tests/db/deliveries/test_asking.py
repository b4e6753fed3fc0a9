"""To whom a delivery may be asked for, with what, as the role that asks."""

import pytest
from sqlalchemy.orm import Session

from app.core.age import NotSealable
from app.core.clock import utc_now
from app.core.db import Scope, enter_scope
from app.deliveries.asking import MOST_KEYS, list_recipients, request_delivery, takes_names
from app.deliveries.errors import EncryptionKeyMissing, LanguageUnknown, NamesNotForRecipient, NotARecipient
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery
from app.deliveries.states import DeliveryState
from app.petitions.models import PetitionRecipient, Recipient
from tests.factories import OpenPetition, add_recipient

NAMES = Profile.NAMES_AND_COUNTRIES


def _ask(session: Session, petition: OpenPetition, recipient: Recipient, **choices: object) -> Delivery:
    given: dict[str, object] = {"profile": Profile.NUMBERS_ONLY, "language": "en", "actor": "anna"} | choices
    return request_delivery(session, petition.id, recipient, now=utc_now(), **given)  # type: ignore[arg-type]


def test_the_recipients_are_those_of_the_petition_in_its_order(session: Session, petition: OpenPetition) -> None:
    assert list_recipients(session, petition.id) == [petition.court, petition.rapporteur]
    assert [takes_names(session, petition.id, each) for each in list_recipients(session, petition.id)] == [False, True]


def test_an_office_that_the_petition_does_not_go_to_gets_nothing(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(NotARecipient):
        _ask(session, petition, add_recipient(session))


def test_whoever_no_wording_named_gets_no_names(session: Session, petition: OpenPetition, age_identity) -> None:
    late = add_recipient(session, takes_names=True)
    session.add(PetitionRecipient(petition_id=petition.id, recipient_id=late.id, position=3))
    session.flush()
    with pytest.raises(NamesNotForRecipient):
        _ask(session, petition, late, profile=NAMES, age_recipients=[str(age_identity.to_public())])


@pytest.mark.parametrize("keys", [[], ["age1x"] * (MOST_KEYS + 1)])
def test_names_are_encrypted_to_a_few_keys(session: Session, petition: OpenPetition, keys: list[str]) -> None:
    with pytest.raises((EncryptionKeyMissing, NotSealable)):
        _ask(session, petition, petition.rapporteur, profile=NAMES, age_recipients=keys)


def test_a_key_that_is_none_is_refused_before_anything_is_compiled(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(NotSealable):
        _ask(session, petition, petition.rapporteur, profile=NAMES, age_recipients=["age1nonsense"])


def test_letter_and_report_speak_two_languages(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(LanguageUnknown):
        _ask(session, petition, petition.court, language="de")


def test_keys_that_came_along_with_numbers_are_forgotten(session: Session, petition: OpenPetition) -> None:
    delivery = _ask(session, petition, petition.court, age_recipients=["age1x"])
    assert (delivery.age_recipients, delivery.takes_names, delivery.state) == ([], None, DeliveryState.REQUESTED)


def test_the_consoles_role_may_ask_and_only_in_the_scope_of_staff(
    console: Session, shared_petition: OpenPetition, owner_session: Session
) -> None:
    enter_scope(console, Scope(is_staff=True))
    court = console.get_one(Recipient, shared_petition.court.id)
    delivery_id = _ask(console, shared_petition, court).id
    console.commit()
    enter_scope(console, Scope(organisation_id=shared_petition.campaign.organisation_id))
    console.expire_all()
    assert console.get(Delivery, delivery_id) is None
    assert owner_session.get(Delivery, delivery_id) is not None

"""What people signed stays what they signed, and the persecuting state never gets their names."""

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.petitions.models import Wording, WordingRecipient
from tests.factories import OpenPetition, add_recipient


@pytest.mark.parametrize(
    "change", [update(Wording).values(ask={"en": "Otherwise"}), delete(Wording)], ids=["update", "delete"]
)
def test_an_open_wording_is_immutable(session: Session, petition: OpenPetition, change: object) -> None:
    with pytest.raises(IntegrityError, match="open wording is immutable"):
        session.execute(change)  # type: ignore[call-overload]


def test_nobody_joins_those_named_after_opening(session: Session, petition: OpenPetition) -> None:
    newcomer = add_recipient(session, takes_names=True)
    with pytest.raises(IntegrityError, match="named recipients of an open wording are immutable"):
        session.execute(insert(WordingRecipient).values(wording_id=petition.wording.id, recipient_id=newcomer.id))


def test_a_persecuting_recipient_never_takes_names(session: Session) -> None:
    with pytest.raises(IntegrityError, match="persecutor_takes_no_names"):
        add_recipient(session, is_persecuting=True, takes_names=True)


def test_a_recipient_of_numbers_cannot_be_named(session: Session, petition: OpenPetition) -> None:
    draft = Wording(petition_id=petition.id, number=2, ask={}, demands={}, sha256=b"")
    session.add(draft)
    session.flush()
    with pytest.raises(IntegrityError, match="fk_wording_recipient_takes_names"):
        session.execute(
            insert(WordingRecipient).values(wording_id=draft.id, recipient_id=petition.court.id, takes_names=True)
        )

"""The moves of states.py and of the database are the same ones."""

from itertools import permutations

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.signatures.models import Signature
from app.signatures.states import MOVES, SignatureState
from tests.factories import OpenPetition, add_signature


@pytest.mark.parametrize("pair", list(permutations(SignatureState, 2)), ids=lambda pair: "-".join(pair))
def test_the_database_allows_exactly_the_moves(
    session: Session, keyring: Keyring, petition: OpenPetition, pair: tuple[SignatureState, SignatureState]
) -> None:
    before, after = pair
    signature = add_signature(session, keyring, petition, state=before)
    move = update(Signature).where(Signature.id == signature.id)
    values = {"state": after, "confirmed_hour": to_hour(utc_now())}
    if pair in MOVES:
        session.execute(move.values(values))
    else:
        with pytest.raises(IntegrityError, match="does not move"):
            session.execute(move.values(values))


@pytest.mark.parametrize("state", SignatureState)
def test_a_signature_can_be_deleted_from_every_state(
    session: Session, keyring: Keyring, petition: OpenPetition, state: SignatureState
) -> None:
    signature = add_signature(session, keyring, petition, state=state)
    session.execute(delete(Signature).where(Signature.id == signature.id))
    assert session.scalar(select(func.count()).select_from(Signature)) == 0


def test_one_person_has_one_signature(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    add_signature(session, keyring, petition, email="one@example.org")
    with pytest.raises(IntegrityError, match="uq_signature_one_per_person"):
        add_signature(session, keyring, petition, email="ONE@example.org")


def test_a_finer_time_than_the_hour_is_refused(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    minute = to_hour(utc_now()).replace(minute=7)
    with pytest.raises(IntegrityError, match="confirmed_to_the_hour"):
        add_signature(session, keyring, petition, confirmed_hour=minute)


def test_what_is_counted_has_an_hour(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    with pytest.raises(IntegrityError, match="counted_has_an_hour"):
        add_signature(session, keyring, petition, confirmed_hour=None)

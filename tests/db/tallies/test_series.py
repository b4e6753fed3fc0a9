"""The figure from hour to hour is what the public page said, and nothing else."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from app.tallies.folding import fold_tally
from app.tallies.models import PublishedTally, ToldTotal
from app.tallies.series import Mark, find_first_hour, list_marks, list_reached
from tests.factories import OpenPetition, add_signature

NOW = to_hour(utc_now())
HOUR = timedelta(hours=1)


@pytest.fixture
def confirm_at(session: Session, keyring: Keyring, petition: OpenPetition) -> object:
    """Confirm so many in an hour, and fold them in it."""

    def confirm(hour: datetime, count: int) -> None:
        for _ in range(count):
            add_signature(session, keyring, petition, now=hour)
        fold_tally(session, now=hour)

    return confirm


def _marks(session: Session, petition: OpenPetition) -> list[Mark]:
    return list_marks(session, petition.id, since=NOW - 90 * HOUR, until=NOW + HOUR)


def test_an_hour_keeps_its_last_figure(session: Session, petition: OpenPetition, confirm_at) -> None:
    confirm_at(NOW - 3 * HOUR, 2)
    confirm_at(NOW - 3 * HOUR, 1)
    confirm_at(NOW, 4)
    assert _marks(session, petition) == [Mark(NOW - 3 * HOUR, 3), Mark(NOW, 7)]
    assert find_first_hour(session, petition.id) == NOW - 3 * HOUR


def test_a_withdrawal_counts_where_it_happens(session: Session, petition: OpenPetition, confirm_at) -> None:
    """Lowering the hour of confirming would say of whoever leaves when they had come."""
    confirm_at(NOW - 30 * HOUR, 3)
    somebody = session.scalars(select(Signature.id).limit(1)).one()
    session.execute(
        update(Signature).where(Signature.id == somebody).values(state=SignatureState.WITHDRAWN, confirmed_hour=None)
    )
    fold_tally(session, now=NOW)
    assert _marks(session, petition) == [Mark(NOW - 30 * HOUR, 3), Mark(NOW, 2)]


def test_a_frozen_figure_stays(session: Session, petition: OpenPetition, confirm_at) -> None:
    confirm_at(NOW - HOUR, 2)
    session.execute(update(PublishedTally).values(frozen=True))
    confirm_at(NOW, 5)
    assert {mark.confirmed for mark in _marks(session, petition)} == {2}


def test_it_is_what_the_public_reads(session: Session, petition: OpenPetition, confirm_at) -> None:
    for hour in range(5, 0, -1):
        confirm_at(NOW - hour * HOUR, hour)
        public = session.scalars(select(PublishedTally.confirmed)).one()
        told = session.scalars(select(ToldTotal.confirmed).where(ToldTotal.hour == NOW - hour * HOUR)).one()
        assert told == public


def test_marks_begin_with_the_last_before(session: Session, petition: OpenPetition, confirm_at) -> None:
    for hour in (9, 6, 3):
        confirm_at(NOW - hour * HOUR, 1)
    marks = list_marks(session, petition.id, since=NOW - 5 * HOUR, until=NOW - 2 * HOUR)
    assert marks == [Mark(NOW - 6 * HOUR, 2), Mark(NOW - 3 * HOUR, 3)]


def test_milestones_are_reached_once(session: Session, petition: OpenPetition, confirm_at) -> None:
    confirm_at(NOW - 5 * HOUR, 4)
    confirm_at(NOW - 2 * HOUR, 2)
    assert list_reached(session, petition.id, [3, 5, 500]) == {3: NOW - 5 * HOUR, 5: NOW - 2 * HOUR}

"""Figures by country are made once a day, out of what was confirmed."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.signatures.states import SignatureState
from app.tallies.countries import list_countries, publish_countries
from app.tallies.folding import fold_tally
from app.tallies.models import PublishedTally
from tests.factories import OpenPetition, add_signature

NOW = utc_now()


@pytest.fixture
def sign_from(session: Session, keyring: Keyring, petition: OpenPetition) -> object:
    """Add so many signatures from a country, and fold them."""

    def add(country: str, count: int, *, state: SignatureState = SignatureState.CONFIRMED) -> None:
        for _ in range(count):
            add_signature(session, keyring, petition, country=country, state=state)
        fold_tally(session, now=NOW)

    return add


def _shown(session: Session, petition: OpenPetition) -> tuple[dict[str, int], int]:
    session.expire_all()
    figures = list_countries(session)[petition.id]
    return figures.shown, figures.other


def test_once_a_day(session: Session, petition: OpenPetition, sign_from) -> None:
    sign_from("FR", 11)
    sign_from("SE", 25)
    sign_from("", 3)
    sign_from("DE", 30, state=SignatureState.HELD)
    sign_from("IR", 9)
    assert publish_countries(session, now=NOW) == 1
    assert _shown(session, petition) == ({"SE": 25, "FR": 11}, 12)
    sign_from("SE", 20)
    sign_from("FR", 9)
    assert publish_countries(session, now=NOW) == 0
    assert _shown(session, petition) == ({"SE": 25, "FR": 11}, 12)
    assert publish_countries(session, now=NOW + timedelta(days=1)) == 1
    assert _shown(session, petition) == ({"SE": 45, "FR": 11}, 12), "nine more are too few to be told, by any name"
    sign_from("FR", 1)
    assert publish_countries(session, now=NOW + timedelta(days=2)) == 1
    assert _shown(session, petition) == ({"SE": 45, "FR": 21}, 12)


def test_a_frozen_figure_waits(session: Session, petition: OpenPetition, sign_from) -> None:
    sign_from("FR", 11)
    session.execute(update(PublishedTally).values(frozen=True))
    assert publish_countries(session, now=NOW) == 0
    assert list_countries(session) == {}

"""What operators ask of the tally on the command line."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.cli.tallies import group
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.signatures.states import SignatureState
from app.tallies.folding import fold_tally, refresh_as_of
from app.tallies.models import TallyBucket
from tests.factories import OpenPetition, add_petition, add_signature


@pytest.fixture
def run(operator_app: Flask) -> Callable[..., Result]:
    return lambda *words: operator_app.test_cli_runner().invoke(group, [str(word) for word in words])


@pytest.fixture
def signed(owner_session: Session, keyring: Keyring) -> OpenPetition:
    """Three people counted and published, one of them only since the last folding, and one who is held."""
    petition = add_petition(owner_session)
    for _ in range(2):
        add_signature(owner_session, keyring, petition)
    add_signature(owner_session, keyring, petition, state=SignatureState.HELD)
    fold_tally(owner_session, now=utc_now())
    refresh_as_of(owner_session, now=utc_now())
    add_signature(owner_session, keyring, petition)
    owner_session.commit()
    return petition


def test_a_petition_is_counted_anew_beside_its_tally(run: Callable[..., Result], signed: OpenPetition) -> None:
    done = run("count", signed.campaign.slug)
    assert done.exit_code == 0
    assert done.output == "3 signatures, 3 in buckets and events, 2 published\n"


def test_a_count_that_differs_fails(
    run: Callable[..., Result], signed: OpenPetition, owner_session: Session
) -> None:  # fmt: skip
    owner_session.execute(update(TallyBucket).where(TallyBucket.count == 2).values(count=7))
    owner_session.commit()
    done = run("count", signed.campaign.slug)
    assert done.exit_code == 1
    assert done.output.startswith("3 signatures, 8 in buckets and events")


def test_an_unknown_campaign_is_said(run: Callable[..., Result], signed: OpenPetition) -> None:
    done = run("count", "nowhere")
    assert done.exit_code == 1
    assert "there is no such campaign" in done.output

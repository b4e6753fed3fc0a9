"""The tasks of webhooks from end to end: a milestone becomes public, and somebody's server is told once."""

import json
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.tallies.models import PublishedTally
from app.webhooks.models import WebhookEvent, WebhookTry
from app.webhooks.services import add_webhook
from app.webhooks.signing import is_genuine
from tasks import webhooks
from tests.factories import OpenPetition, add_petition
from tests.factories.receiver import Receiver

NOW = utc_now()


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    """A petition that has reached its first milestone."""
    made = add_petition(owner_session)
    owner_session.add(
        PublishedTally(petition_id=made.id, confirmed=123, held=0, removed=0, today=1, as_of=NOW, frozen=False)
    )
    owner_session.commit()
    return made


def _add(session: Session, petition: OpenPetition, address: str) -> str:
    owner = Actor(
        account_id=new_id(), language="en", organisation_id=petition.campaign.organisation_id,
        role=OrganisationRole.OWNER,
    )  # fmt: skip
    made = add_webhook(session, owner, address=address, events=["milestone.reached"], loopback_too=True, now=NOW)
    session.commit()
    return made.secret


def test_told_once_whoever_rings(
    owner_session: Session, petition: OpenPetition, keyring: Keyring, logged: list[MutableMapping[str, Any]]
) -> None:
    owner_session.get_one(PublishedTally, petition.id).confirmed = 3
    owner_session.commit()
    webhooks.notice()
    with Receiver() as receiver:
        secret = _add(owner_session, petition, receiver.url)
        owner_session.get_one(PublishedTally, petition.id).confirmed = 100
        owner_session.commit()
        _at_once(webhooks.notice)
        _at_once(webhooks.call)
    (got,) = receiver.got
    assert is_genuine(secret, headers=got.headers, body=got.body, now=int(utc_now().timestamp()))
    assert json.loads(got.body)["data"]["milestone"] == 100
    assert owner_session.scalar(select(func.count()).select_from(WebhookTry)) == 1
    assert [line for line in logged if line["event"] == "task failed"] == []
    assert "whsec_" not in repr(logged)


def _at_once(task: Callable[[], None]) -> None:
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda _number: task(), range(4)):
            pass


def test_what_was_before_the_first_look_is_noticed_and_told_to_nobody(
    owner_session: Session, petition: OpenPetition
) -> None:
    webhooks.notice()
    with Receiver() as receiver:
        _add(owner_session, petition, receiver.url)
        webhooks.notice()
        webhooks.call()
    assert receiver.got == []
    assert owner_session.scalar(select(func.count()).select_from(WebhookEvent)) == 1
    webhooks.forget()

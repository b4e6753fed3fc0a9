"""Tasks run twice and at the same time; what they do happens once."""

from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring, PublicKeys
from app.mail.models import OutgoingMail
from app.signatures.models import Intake, Submission
from tasks import intake, tallies, upkeep
from tests.factories import add_petition, add_signature, post, sign_form

Logged = list[MutableMapping[str, Any]]
AT_ONCE = 6


def _at_once(task: Callable[[], None]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(lambda _number: task(), range(AT_ONCE)):
            pass


def test_draining_at_once_makes_one_submission_each(owner_session: Session, public_keys: PublicKeys) -> None:
    petition = add_petition(owner_session)
    for _ in range(12):
        post(owner_session, public_keys, sign_form(petition))
    owner_session.commit()
    _at_once(intake.drain_signatures)
    counts = [
        owner_session.scalar(select(func.count()).select_from(model)) for model in (Intake, Submission, OutgoingMail)
    ]
    assert counts == [0, 12, 12]


def test_folding_at_once_adds_each_event_once(owner_session: Session, keyring: Keyring, logged: Logged) -> None:
    petition = add_petition(owner_session)
    for _ in range(9):
        add_signature(owner_session, keyring, petition)
    owner_session.commit()
    _at_once(tallies.fold)
    tallies.reconcile()
    assert [line["event"] for line in logged if line["event"] != "task done"] == []


@pytest.mark.parametrize("task", [upkeep.publish_names, upkeep.settle_addresses, upkeep.expire, upkeep.rotate_keys])
def test_upkeep_may_ring_twice_and_at_once(task: Callable[[], None], logged: Logged) -> None:
    _at_once(task)
    task()
    assert [line["event"] for line in logged if line["event"] != "task done"] == []

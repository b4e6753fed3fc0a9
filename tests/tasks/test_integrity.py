"""Acts by the task that rings: twice at once, in shifts, after a worker that died in the middle."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.core.jobs import celery
from app.integrity.acting import act_on_chunk
from app.integrity.models import BulkAct, BulkActItem
from app.integrity.states import ActKind, ActState
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from tasks import integrity
from tests.factories import OpenPetition, add_petition, add_signature
from tests.factories.integrity import add_act, add_cluster

S = SignatureState


@pytest.fixture(autouse=True)
def _worker(worker_app: Flask) -> Iterator[None]:
    celery.flask_app = worker_app
    yield
    del celery.flask_app


@pytest.fixture
def act(owner_session: Session, keyring: Keyring) -> BulkAct:
    """An act to reject nine signatures, whose list is made and which somebody said yes to."""
    petition = add_petition(owner_session)
    for _ in range(9):
        add_signature(owner_session, keyring, petition)
    made = add_act(owner_session, petition.id)
    owner_session.commit()
    integrity.act()
    owner_session.refresh(made)
    made.state, made.decided_by, made.decided_at = ActState.ACTING, new_id(), utc_now()
    owner_session.commit()
    return made


def test_ringing_at_once_changes_each_once(owner_session: Session, act: BulkAct) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: integrity.act(), range(4)))
    owner_session.refresh(act)
    assert (act.state, act.done, act.changed) == (ActState.ACTED, 9, 9)
    assert Counter(owner_session.scalars(select(Signature.state))) == {S.REJECTED: 9}


def test_what_a_dead_worker_had_not_committed_is_done_again(
    owner_session: Session, worker_session: Session, act: BulkAct
) -> None:
    act_on_chunk(worker_session, now=utc_now(), chunk=4)
    worker_session.commit()
    act_on_chunk(worker_session, now=utc_now(), chunk=4)
    worker_session.rollback()  # killed before it could commit
    owner_session.refresh(act)
    assert (act.state, act.done, act.changed) == (ActState.ACTING, 4, 4)
    integrity.act()
    owner_session.refresh(act)
    assert (act.state, act.done, act.changed) == (ActState.ACTED, 9, 9)
    assert Counter(owner_session.scalars(select(Signature.state))) == {S.REJECTED: 9}


def test_every_ring_may_come_twice(owner_session: Session) -> None:
    for task in (integrity.act, integrity.refresh, integrity.answer, integrity.forget):
        task()
        task()


@pytest.fixture
def ended(owner_session: Session, keyring: Keyring) -> Callable[..., BulkAct]:
    """Add an act with a list: ``ended(state, days, changed)``."""
    petition: OpenPetition = add_petition(owner_session)
    signature = add_signature(owner_session, keyring, petition)

    def add(state: ActState, days: int, *, changed: int = 0) -> BulkAct:
        then = utc_now() - timedelta(days=days)
        is_open = state is ActState.READY
        made = add_act(
            owner_session, petition.id, kind=ActKind.REJECT, state=state, asked_at=then, total=1, done=changed,
            changed=changed, ended_at=None if is_open else then, decided_by=new_id(), decided_at=then,
        )  # fmt: skip
        owner_session.add(BulkActItem(act_id=made.id, number=1, signature_id=signature.id, state_before=S.CONFIRMED))
        owner_session.commit()
        return made

    return add


@pytest.mark.parametrize(
    ("state", "days", "changed", "keeps"),
    [
        (ActState.ACTED, 31, 1, False),
        (ActState.ACTED, 29, 1, True),
        (ActState.CANCELLED, 0, 0, False),
        (ActState.CANCELLED, 1, 1, True),
        (ActState.READY, 0, 0, True),
        (ActState.READY, 2, 0, False),
    ],
)
def test_lists_live_as_long_as_they_can_be_given_back(
    owner_session: Session, ended: Callable[..., BulkAct], state: ActState, days: int, changed: int, keeps: bool
) -> None:
    made = ended(state, days, changed=changed)
    integrity.forget()
    owner_session.expire_all()
    assert bool(owner_session.scalars(select(BulkActItem)).all()) is keeps
    owner_session.refresh(made)
    assert made.state is (ActState.CANCELLED if state is ActState.READY and days > 1 else state)


def test_clusters_are_counted_by_the_ring(owner_session: Session) -> None:
    petition = add_petition(owner_session)
    cluster = add_cluster(owner_session, petition.id)
    owner_session.commit()
    integrity.refresh()
    owner_session.refresh(cluster)
    assert cluster.refreshed_at is not None

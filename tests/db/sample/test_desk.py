"""What lies on the sample desk is what organisers could have put there themselves, and workers take it up."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.paper.batches import PaperBatch, PaperRefusal
from app.paper.counting import count_paper
from app.paper.models import Print
from app.paper.states import BatchState, LineReason
from app.sample.content import read_samples
from app.sample.desk import load_desk, read_desk
from app.sample.loading import load_sample
from app.updates.models import Update
from app.updates.states import UpdateState
from app.webhooks.models import Webhook
from tests.factories.paper import read_all

RECEIVER = "http://localhost:8000/dev/webhook"
NOW = utc_now()


@pytest.fixture
def loaded(session: Session, keyring: Keyring, public_keys: PublicKeys) -> Session:
    sample = next(each for each in read_samples() if each.slug == read_desk().campaign)
    load_sample(session, sample, now=NOW)
    assert load_desk(session, keyring, public_keys, receiver=RECEIVER, now=NOW)
    return session


def test_one_update_is_approved_one_waits_and_one_is_written(loaded: Session) -> None:
    updates = loaded.scalars(select(Update).order_by(Update.number)).all()
    assert [each.state for each in updates] == [UpdateState.APPROVED, UpdateState.READY, UpdateState.DRAFT]
    assert updates[0].held_until
    assert updates[0].held_until < NOW - timedelta(days=5), "a worker publishes it at once"
    assert not updates[0].is_mailed


def test_a_batch_is_read_and_counted_and_another_takes_lines(loaded: Session, keyring: Keyring) -> None:
    read_all(loaded, keyring)
    closed, open_one = loaded.scalars(select(PaperBatch).order_by(PaperBatch.total.desc())).all()
    assert (closed.state, open_one.state) == (BatchState.COUNTED, BatchState.DRAFT)
    assert count_paper(loaded, closed.petition_id) == 5
    reasons = loaded.scalars(select(PaperRefusal.reason).where(PaperRefusal.batch_id == closed.id)).all()
    assert set(reasons) == {LineReason.REPEATED, LineReason.COUNTRY_UNKNOWN}
    assert loaded.scalar(select(func.count()).select_from(Print)) == 1


def test_the_webhook_calls_this_very_machine(loaded: Session) -> None:
    assert loaded.scalars(select(Webhook.address)).all() == [RECEIVER]


def test_a_second_loading_changes_nothing(loaded: Session, keyring: Keyring, public_keys: PublicKeys) -> None:
    assert not load_desk(loaded, keyring, public_keys, receiver=RECEIVER, now=NOW)
    counts = [loaded.scalar(select(func.count()).select_from(table)) for table in (Update, PaperBatch, Webhook)]
    assert counts == [3, 2, 1]


def test_without_the_campaign_the_desk_is_empty(session: Session, keyring: Keyring, public_keys: PublicKeys) -> None:
    assert not load_desk(session, keyring, public_keys, receiver=RECEIVER, now=NOW)

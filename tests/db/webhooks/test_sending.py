"""Telling a real server on this machine: taken, tried again, given up, disabled."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.webhooks.calling import Answer, Caller
from app.webhooks.models import Webhook, WebhookCall, WebhookTry
from app.webhooks.rules import FAILURES_AT_MOST, PAUSES
from app.webhooks.sending import OF_ONE_WEBHOOK, call_all, note_answers, read_due
from app.webhooks.services import pause, remove, send_again, send_test
from app.webhooks.signing import is_genuine
from app.webhooks.states import CallState, WebhookState
from tests.db.webhooks.conftest import Add
from tests.factories.receiver import Receiver

NOW = utc_now()
CALLER = Caller(loopback_too=True)


@pytest.fixture
def tell(session: Session, keyring: Keyring) -> object:
    """Tell what is due at a moment; return how many calls were made."""

    def tell_at(moment: datetime = NOW, caller: Caller = CALLER) -> int:
        due = read_due(session, keyring, now=moment)
        note_answers(session, due, call_all(caller, due, now=moment), now=moment)
        session.expire_all()
        return len(due)

    return tell_at


def _call(session: Session) -> WebhookCall:
    return session.scalars(select(WebhookCall)).one()


def test_a_yes_ends_it(session: Session, add: Add, tell) -> None:
    with Receiver(status=204) as receiver:
        made = add(receiver.url)
        send_test(session, made.webhook, now=NOW)
        assert tell() == 1
        assert tell() == 0
    (got,) = receiver.got
    assert is_genuine(made.secret, headers=got.headers, body=got.body, now=int(NOW.timestamp()))
    assert not is_genuine(add().secret, headers=got.headers, body=got.body, now=int(NOW.timestamp()))
    assert _call(session).state is CallState.TAKEN
    assert session.scalars(select(WebhookTry.status)).all() == [204]


def test_a_no_is_tried_again_later_under_the_same_id(session: Session, add: Add, tell) -> None:
    with Receiver(status=500) as receiver:
        send_test(session, add(receiver.url).webhook, now=NOW)
        tell()
        call = _call(session)
        assert (call.state, call.attempts) == (CallState.WAITING, 1)
        assert 0.8 * PAUSES[0] <= call.not_before - NOW <= PAUSES[0]
        assert tell() == 0
        receiver.status = 200
        assert tell(NOW + PAUSES[0]) == 1
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert first.body == second.body
    assert session.scalars(select(Webhook.failures)).one() == 0


def test_after_three_days_it_is_given_up(session: Session, add: Add, tell) -> None:
    moment, tries = NOW, 0
    with Receiver(status=503) as receiver:
        send_test(session, add(receiver.url).webhook, now=NOW)
        while _call(session).state is CallState.WAITING and tries < 30:
            tries += tell(moment)
            moment = max(_call(session).not_before, moment)
    assert _call(session).state is CallState.FAILED
    assert tries == len(PAUSES) + 1 == len(receiver.got)
    assert moment - NOW <= timedelta(days=3)


def test_what_was_given_up_can_be_sent_again(session: Session, add: Add, tell) -> None:
    with Receiver() as receiver:
        webhook = add(receiver.url).webhook
        call = send_test(session, webhook, now=NOW)
        tell()
        send_again(session, webhook, call.id, now=NOW)
        tell()
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_gone_means_gone(session: Session, add: Add, tell) -> None:
    with Receiver(status=410) as receiver:
        webhook = add(receiver.url).webhook
        for _ in range(3):
            send_test(session, webhook, now=NOW)
        tell()
        tell(NOW + timedelta(days=1))
    session.refresh(webhook)
    assert (webhook.state, webhook.disabled_at) == (WebhookState.DISABLED, NOW)
    assert set(session.scalars(select(WebhookCall.state))) == {CallState.FAILED}
    assert len(receiver.got) == 3


def test_too_many_failures_in_a_row_disable_it(session: Session, add: Add, tell) -> None:
    with Receiver(status=500) as receiver:
        webhook = add(receiver.url).webhook
        webhook.failures = FAILURES_AT_MOST - 2
        for _ in range(2):
            send_test(session, webhook, now=NOW)
        tell()
        session.refresh(webhook)
        assert webhook.state is WebhookState.DISABLED
        assert tell(NOW + timedelta(days=1)) == 0
    assert set(session.scalars(select(WebhookCall.state))) == {CallState.FAILED}


def test_one_yes_forgets_the_failures(session: Session, add: Add, tell) -> None:
    with Receiver() as receiver:
        webhook = add(receiver.url).webhook
        webhook.failures = FAILURES_AT_MOST - 1
        send_test(session, webhook, now=NOW)
        tell()
    session.refresh(webhook)
    assert (webhook.failures, webhook.state) == (0, WebhookState.ACTIVE)


def test_a_paused_one_waits(session: Session, owner: Actor, add: Add, tell) -> None:
    with Receiver() as receiver:
        webhook = add(receiver.url).webhook
        send_test(session, webhook, now=NOW)
        pause(session, owner, webhook, now=NOW)
        assert tell() == 0
    assert receiver.got == []


def test_one_slow_webhook_does_not_fill_the_batch(session: Session, keyring: Keyring, add: Add) -> None:
    busy, quiet = add().webhook, add().webhook
    for _ in range(OF_ONE_WEBHOOK + 5):
        send_test(session, busy, now=NOW)
    send_test(session, quiet, now=NOW)
    due = read_due(session, keyring, now=NOW)
    assert len(due) == OF_ONE_WEBHOOK + 1
    assert {each.webhook_id for each in due} == {busy.id, quiet.id}


def test_in_production_a_name_that_leads_inside_fails_like_any(session: Session, add: Add, tell) -> None:
    with Receiver() as receiver:
        send_test(session, add(receiver.url).webhook, now=NOW)
        tell(caller=Caller(loopback_too=False))
    assert receiver.got == []
    assert session.scalars(select(WebhookTry.failure)).all() == ["not_allowed"]


def test_a_secret_that_cannot_be_opened_is_said(session: Session, add: Add, tell) -> None:
    with Receiver() as receiver:
        webhook = add(receiver.url).webhook
        webhook.secret_sealed = b"\0" * 1200
        send_test(session, webhook, now=NOW)
        tell()
    assert receiver.got == []
    assert session.scalars(select(WebhookTry.failure)).all() == ["no_key"]


def test_removed_while_we_called(session: Session, keyring: Keyring, owner: Actor, add: Add) -> None:
    webhook = add().webhook
    send_test(session, webhook, now=NOW)
    due = read_due(session, keyring, now=NOW)
    remove(session, owner, webhook, now=NOW)
    session.expunge_all()
    note_answers(session, due, [Answer(status=200, failure=None, milliseconds=1)], now=NOW)
    assert session.scalars(select(WebhookTry.number)).all() == []

"""Adding, pausing and removing webhooks; the secret leaves once."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import NotOurs
from app.webhooks.errors import BadAddress, NotCalled, NotReady, TooManyWebhooks
from app.webhooks.models import Webhook, WebhookCall, WebhookKey, WebhookTry
from app.webhooks.queries import get_webhook, list_calls, list_webhooks
from app.webhooks.rules import WEBHOOKS_AT_MOST, AddressFault
from app.webhooks.services import pause, remove, renew_secret, resume, send_again, send_test
from app.webhooks.states import CallState, EventKind, WebhookState
from tests.db.webhooks.conftest import Add

NOW = utc_now()


def test_only_workers_can_read_the_secret(session: Session, keyring: Keyring, add: Add) -> None:
    first, second = add(), add()
    assert keyring.open_webhook_secret(first.webhook.secret_sealed, row=first.webhook.id) == first.secret
    assert first.secret.encode() not in first.webhook.secret_sealed
    with pytest.raises(NotOurs):
        keyring.open_webhook_secret(first.webhook.secret_sealed, row=second.webhook.id)


def test_before_the_workers_ever_ran_nothing_can_be_sealed(session: Session, add: Add) -> None:
    session.execute(delete(WebhookKey))
    with pytest.raises(NotReady):
        add()


@pytest.mark.parametrize(
    ("address", "fault"),
    [("http://hooks.example.org/", AddressFault.NOT_HTTPS), ("https://10.0.0.1/", AddressFault.NOT_PUBLIC)],
)
def test_a_bad_address_is_refused(add: Add, address: str, fault: AddressFault) -> None:
    with pytest.raises(BadAddress) as refused:
        add(address, loopback_too=False)
    assert refused.value.fault is fault


def test_an_organisation_has_ten_at_most(add: Add) -> None:
    for _ in range(WEBHOOKS_AT_MOST):
        add()
    with pytest.raises(TooManyWebhooks):
        add()


def test_unknown_events_are_left_out(add: Add) -> None:
    made = add(events=["milestone.reached", "webhook.test", "signature.confirmed"])
    assert made.webhook.events == ["milestone.reached"]


def test_another_organisation_has_none_of_it(session: Session, owner: Actor, add: Add) -> None:
    made = add()
    assert [each.id for each in list_webhooks(session, owner.acting_for)] == [made.webhook.id]
    assert list_webhooks(session, new_id()) == []
    with pytest.raises(NotFound):
        get_webhook(session, made.webhook.id, organisation_id=new_id())


def test_a_new_secret_is_another(session: Session, keyring: Keyring, owner: Actor, add: Add) -> None:
    made = add()
    renewed = renew_secret(session, owner, made.webhook, now=NOW)
    assert renewed != made.secret
    assert keyring.open_webhook_secret(made.webhook.secret_sealed, row=made.webhook.id) == renewed


def test_resuming_forgets_the_failures(session: Session, owner: Actor, add: Add) -> None:
    webhook = add().webhook
    pause(session, owner, webhook, now=NOW)
    assert webhook.state is WebhookState.PAUSED
    webhook.state, webhook.disabled_at, webhook.failures = WebhookState.DISABLED, NOW, 40
    resume(session, owner, webhook, now=NOW)
    session.flush()
    assert (webhook.state, webhook.disabled_at, webhook.failures) == (WebhookState.ACTIVE, None, 0)


def test_a_paused_one_is_sent_nothing_by_hand(session: Session, owner: Actor, add: Add) -> None:
    webhook = add().webhook
    call = send_test(session, webhook, now=NOW)
    pause(session, owner, webhook, now=NOW)
    with pytest.raises(NotCalled):
        send_test(session, webhook, now=NOW)
    with pytest.raises(NotCalled):
        send_again(session, webhook, call.id, now=NOW)


def test_again_is_the_same_call_from_the_beginning(session: Session, add: Add) -> None:
    webhook = add().webhook
    call = send_test(session, webhook, now=NOW)
    with pytest.raises(NotFound):
        send_again(session, webhook, call.id, now=NOW)
    call.state, call.attempts = CallState.FAILED, 10
    session.flush()
    send_again(session, webhook, call.id, now=NOW)
    session.refresh(call)
    assert (call.state, call.attempts) == (CallState.WAITING, 0)
    with pytest.raises(NotFound):
        send_again(session, add().webhook, call.id, now=NOW)


def test_removing_takes_the_log_along(session: Session, owner: Actor, add: Add) -> None:
    webhook = add().webhook
    call = send_test(session, webhook, now=NOW)
    session.add(WebhookTry(call_id=call.id, at=NOW, status=200, milliseconds=3))
    session.flush()
    (listed,) = list_calls(session, webhook.id)
    assert listed.event.kind is EventKind.TEST
    assert [each.status for each in listed.tries] == [200]
    remove(session, owner, webhook, now=NOW)
    assert session.scalars(select(Webhook.id)).all() == []
    assert session.scalars(select(WebhookCall.id)).all() == []
    assert session.scalars(select(WebhookTry.number)).all() == []


def test_everything_is_on_record_without_the_secret(session: Session, owner: Actor, add: Add) -> None:
    made = add()
    renew_secret(session, owner, made.webhook, now=NOW)
    pause(session, owner, made.webhook, now=NOW)
    resume(session, owner, made.webhook, now=NOW)
    remove(session, owner, made.webhook, now=NOW)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [entry.action.removeprefix("webhook ") for entry in entries] == [
        "added", "secret renewed", "paused", "resumed", "removed",
    ]  # fmt: skip
    assert {entry.actor for entry in entries} == {str(owner.account_id)}
    assert all(entry.details == {} for entry in entries)

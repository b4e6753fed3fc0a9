"""Adding webhooks, pausing and removing them, sending again. For owners; the secret leaves here once."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import seal_to, webhook_bound
from app.webhooks.errors import BadAddress, NotCalled, NotReady, TooManyWebhooks
from app.webhooks.models import Webhook, WebhookCall, WebhookEvent, WebhookKey
from app.webhooks.rules import WEBHOOKS_AT_MOST, find_fault
from app.webhooks.signing import new_secret
from app.webhooks.states import CHOOSABLE, CallState, EventKind, WebhookState


class NewWebhook(NamedTuple):
    """A webhook with its secret, which nobody can read again."""

    webhook: Webhook
    secret: str


def add_webhook(
    session: Session, actor: Actor, *, address: str, events: Collection[str], loopback_too: bool, now: datetime
) -> NewWebhook:
    """Add an address to be called. Raises BadAddress, TooManyWebhooks, NotReady."""
    if fault := find_fault(address, loopback_too=loopback_too):
        raise BadAddress(fault)
    if _count(session, actor.acting_for) >= WEBHOOKS_AT_MOST:
        raise TooManyWebhooks
    webhook_id, secret = new_id(), new_secret()
    webhook = Webhook(
        id=webhook_id,
        organisation_id=actor.acting_for,
        address=address,
        events=[kind.value for kind in CHOOSABLE if kind in events],
        secret_sealed=_seal(session, secret, webhook_id),
        state=WebhookState.ACTIVE,
        made_at=now,
    )
    session.add(webhook)
    session.flush()
    _record(session, actor, "webhook added", webhook, now=now)
    return NewWebhook(webhook, secret)


def renew_secret(session: Session, actor: Actor, webhook: Webhook, *, now: datetime) -> str:
    """Give a webhook another secret; calls from now on are signed with it. Raises NotReady."""
    secret = new_secret()
    webhook.secret_sealed = _seal(session, secret, webhook.id)
    _record(session, actor, "webhook secret renewed", webhook, now=now)
    return secret


def pause(session: Session, actor: Actor, webhook: Webhook, *, now: datetime) -> None:
    """Call it no more until it is resumed; what happens meanwhile is not told later."""
    if webhook.state is WebhookState.ACTIVE:
        webhook.state = WebhookState.PAUSED
        _record(session, actor, "webhook paused", webhook, now=now)


def resume(session: Session, actor: Actor, webhook: Webhook, *, now: datetime) -> None:
    """Call it again, whether its owners had paused it or we had disabled it."""
    if webhook.state is not WebhookState.ACTIVE:
        webhook.state, webhook.disabled_at, webhook.failures = WebhookState.ACTIVE, None, 0
        _record(session, actor, "webhook resumed", webhook, now=now)


def remove(session: Session, actor: Actor, webhook: Webhook, *, now: datetime) -> None:
    """Remove a webhook with the log of its calls."""
    _record(session, actor, "webhook removed", webhook, now=now)
    session.delete(webhook)
    session.flush()


def send_test(session: Session, webhook: Webhook, *, now: datetime) -> WebhookCall:
    """Call it once with an event of no meaning. Raises NotCalled where it is not active."""
    _need_active(webhook)
    event = WebhookEvent(
        id=new_id(),
        organisation_id=webhook.organisation_id,
        kind=EventKind.TEST,
        subject=str(new_id()),
        at=now,
        data={"webhook_id": str(webhook.id)},
    )
    session.add(event)
    session.flush()
    call = WebhookCall(webhook_id=webhook.id, event_id=event.id, state=CallState.WAITING, not_before=now)
    session.add(call)
    session.flush()
    return call


def send_again(session: Session, webhook: Webhook, call_id: UUID, *, now: datetime) -> None:
    """Tell an event once more that was taken or given up; receivers know it by its id. Raises NotFound, NotCalled."""
    _need_active(webhook)
    moved = session.scalar(
        update(WebhookCall)
        .where(WebhookCall.id == call_id, WebhookCall.webhook_id == webhook.id, WebhookCall.state != CallState.WAITING)
        .values(state=CallState.WAITING, attempts=0, not_before=now)
        .returning(WebhookCall.id)
    )
    if moved is None:
        raise NotFound("no such call, or it is on its way")


def _need_active(webhook: Webhook) -> None:
    if webhook.state is not WebhookState.ACTIVE:
        raise NotCalled


def _count(session: Session, organisation_id: UUID) -> int:
    query = select(func.count()).select_from(Webhook).where(Webhook.organisation_id == organisation_id)
    return session.scalar(query) or 0


def _seal(session: Session, secret: str, webhook_id: UUID) -> bytes:
    public_key = session.scalar(select(WebhookKey.public_key))
    if public_key is None:
        raise NotReady
    return seal_to(public_key, secret.encode(), bound_to=webhook_bound(webhook_id))


def _record(session: Session, actor: Actor, action: str, webhook: Webhook, *, now: datetime) -> None:
    record(
        session, actor=str(actor.account_id), action=action, subject_kind="webhook", subject_id=webhook.id, now=now
    )  # fmt: skip

"""Reading an organisation's webhooks and the log of their calls."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.webhooks.models import Webhook, WebhookCall, WebhookEvent

CALLS_SHOWN: Final = 50


def list_webhooks(session: Session, organisation_id: UUID) -> Sequence[Webhook]:
    """Return an organisation's webhooks, the oldest first."""
    query = select(Webhook).where(Webhook.organisation_id == organisation_id).order_by(Webhook.made_at, Webhook.id)
    return session.scalars(query).all()


def get_webhook(session: Session, webhook_id: UUID, *, organisation_id: UUID) -> Webhook:
    """Return a webhook of this organisation, or raise NotFound."""
    webhook = session.get(Webhook, webhook_id)
    if webhook is None or webhook.organisation_id != organisation_id:
        raise NotFound("no such webhook")
    return webhook


def list_calls(session: Session, webhook_id: UUID) -> Sequence[WebhookCall]:
    """Return the last calls to a webhook with what they told and every try, the newest first."""
    query = (
        select(WebhookCall)
        .join(WebhookEvent, WebhookEvent.id == WebhookCall.event_id)
        .where(WebhookCall.webhook_id == webhook_id)
        .options(joinedload(WebhookCall.event), selectinload(WebhookCall.tries))
        .order_by(WebhookEvent.at.desc(), WebhookCall.id)
        .limit(CALLS_SHOWN)
    )
    return session.scalars(query).all()

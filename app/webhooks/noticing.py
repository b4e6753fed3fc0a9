"""Noticing what happened by looking at what is public: nothing else can so get into a call.

Every event is noticed once, whether or not anybody wants to be told: whoever adds a webhook later hears of what
comes, not of what was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument, DeliveryDocument
from app.campaigns.models import Campaign
from app.campaigns.queries import list_published
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.tallies.queries import list_tallies
from app.updates.document import UpdateDocument
from app.updates.queries import list_published_updates
from app.webhooks.models import Webhook, WebhookCall, WebhookEvent, WebhookKey
from app.webhooks.rules import KEPT_DAYS
from app.webhooks.states import CallState, EventKind, WebhookState


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something public that happened to a campaign, once."""

    kind: EventKind
    campaign_id: UUID
    subject: str
    data: dict[str, Any]


def notice_events(session: Session, *, base_url: str, now: datetime) -> int:
    """Write down what happened since the last time, and a call for every active webhook that wants to know.

    One worker at a time. Returns how many events are new.
    """
    owners = dict(session.execute(select(Campaign.id, Campaign.organisation_id)).all())
    known = set(session.execute(select(WebhookEvent.kind, WebhookEvent.subject)).all())
    new = [each for each in _happenings(session, base_url) if (each.kind, each.subject) not in known]
    for happening in new:
        _write(session, happening, owners[happening.campaign_id], now=now)
    return len(new)


def _write(session: Session, happening: Happening, organisation_id: UUID, *, now: datetime) -> None:
    event_id = new_id()
    session.execute(
        insert(WebhookEvent).values(
            id=event_id, organisation_id=organisation_id, kind=happening.kind, subject=happening.subject, at=now,
            data=happening.data,
        )
    )  # fmt: skip
    wanted_by = session.scalars(
        select(Webhook.id).where(
            Webhook.organisation_id == organisation_id,
            Webhook.state == WebhookState.ACTIVE,
            Webhook.events.contains([happening.kind.value]),
        )
    ).all()
    rows = [
        {"id": new_id(), "webhook_id": each, "event_id": event_id, "state": CallState.WAITING, "attempts": 0,
         "not_before": now}
        for each in wanted_by
    ]  # fmt: skip
    if rows:
        session.execute(insert(WebhookCall), rows)


def _happenings(session: Session, base_url: str) -> Iterator[Happening]:
    tallies, updates = list_tallies(session), list_published_updates(session)
    for campaign in list_published(session):
        about = _about(campaign, base_url)
        if (tally := tallies.get(campaign.petition.id)) and not tally.frozen:
            for number in campaign.petition.milestones:
                if tally.confirmed >= number:
                    yield _milestone(campaign, about, number, confirmed=tally.confirmed, as_of=tally.as_of)
        for update in updates.get(campaign.id, []):
            yield _update(campaign, about, update)
        for delivery in campaign.deliveries:
            yield _delivery(campaign, about, delivery)


def _milestone(
    campaign: CampaignDocument, about: dict[str, Any], number: int, *, confirmed: int, as_of: datetime
) -> Happening:
    figures = {"milestone": number, "confirmed": confirmed, "as_of": _moment(as_of)}
    return Happening(
        kind=EventKind.MILESTONE,
        campaign_id=campaign.id,
        subject=f"{campaign.petition.id}/{number}",
        data=about | figures,
    )


def _update(campaign: CampaignDocument, about: dict[str, Any], update: UpdateDocument) -> Happening:
    told = {
        "update_id": str(update.id),
        "title": update.subject,
        "url": f"{about['campaign']['url']}/updates/{update.number}",
        "published_at": _moment(update.published_at),
    }
    return Happening(kind=EventKind.UPDATE, campaign_id=campaign.id, subject=str(update.id), data=about | told)


def _delivery(campaign: CampaignDocument, about: dict[str, Any], delivery: DeliveryDocument) -> Happening:
    told = {
        "recipient": delivery.recipient,
        "profile": delivery.profile,
        "confirmed": delivery.confirmed,
        "cut_off": _moment(delivery.cut_off),
    }
    name = "/".join(delivery.recipient[language] for language in sorted(delivery.recipient))
    return Happening(
        kind=EventKind.DELIVERY,
        campaign_id=campaign.id,
        subject=f"{campaign.petition.id}/{_moment(delivery.cut_off)}/{name}",
        data=about | told,
    )


def _about(campaign: CampaignDocument, base_url: str) -> dict[str, Any]:
    return {
        "campaign": {
            "id": str(campaign.id),
            "slug": campaign.slug,
            "title": campaign.title,
            "url": f"{base_url}/en/campaigns/{campaign.slug}",
        },
        "petition_id": str(campaign.petition.id),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def body_of(event: WebhookEvent) -> bytes:
    """Return an event as it is sent: the same bytes at every try, for the signature covers them."""
    told = {"type": event.kind.value, "timestamp": _moment(event.at), "data": event.data}
    return msgspec.json.encode(told, order="sorted")


def publish_key(session: Session, keyring: Keyring) -> None:
    """Say under which key consoles are to seal secrets."""
    row = {"public_key": keyring.webhook_key()}
    statement = upsert(WebhookKey).values(id=1, **row)
    changed = WebhookKey.public_key != statement.excluded.public_key
    session.execute(statement.on_conflict_do_update(constraint="pk_webhook_key", set_=row, where=changed))


def forget_old_calls(session: Session, *, now: datetime) -> int:
    """Delete the log of calls that ended a month ago; what happened stays known, so that it is not told anew."""
    old = delete(WebhookCall).where(
        WebhookCall.state != CallState.WAITING, WebhookCall.not_before < now - timedelta(days=KEPT_DAYS)
    )
    return len(session.scalars(old.returning(WebhookCall.id)).all())

"""Offering the organisers a draft of an update about a hand-over, once."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.campaigns.models import Campaign
from app.deliveries.errors import NotAllowedNow
from app.deliveries.facts import DeliveryFacts
from app.deliveries.models import Delivery
from app.deliveries.news import Draft, HandedOver, draft_news
from app.deliveries.register import entry_of, list_entries
from app.deliveries.rules import reply_due
from app.deliveries.states import GIVEN
from app.petitions.models import Petition, Recipient


class Offer(NamedTuple):
    """What is laid before whom."""

    campaign: Campaign
    draft: Draft


def offer_news(session: Session, delivery: Delivery, *, base_url: str, actor: str, now: datetime) -> Offer:
    """Write the draft that tells of a delivery, and note that it was offered. Raises NotAllowedNow."""
    offered = session.scalar(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state.in_(GIVEN), Delivery.update_offered_at.is_(None))
        .values(update_offered_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    if offered is None:
        raise NotAllowedNow(delivery.state)
    record(session, actor=actor, action="delivery.update_offered", subject_kind="delivery", subject_id=delivery.id,
           now=now)  # fmt: skip
    campaign = _campaign_of(session, delivery.petition_id)
    return Offer(campaign, draft_news(_told(session, delivery), sorted(campaign.title), base_url=base_url))


def _campaign_of(session: Session, petition_id: UUID) -> Campaign:
    query = select(Campaign).join(Petition, Petition.campaign_id == Campaign.id).where(Petition.id == petition_id)
    return session.scalars(query).one()


def _told(session: Session, delivery: Delivery) -> HandedOver:
    entries = list_entries(session, delivery.id)
    return HandedOver(
        delivery_id=delivery.id,
        recipient=session.get_one(Recipient, delivery.recipient_id).name,
        confirmed=msgspec.convert(delivery.figures, DeliveryFacts).confirmed,
        day=entries[0].day,
        reply_due=reply_due([entry_of(entry) for entry in entries]),
    )

"""Reading deliveries: for staff by what they wait for, for the public as recorded."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.deliveries.models import Delivery, DeliveryEntry, PublishedDelivery
from app.deliveries.record import DeliveryRecord
from app.deliveries.rules import is_overdue
from app.deliveries.states import DeliveryState
from app.petitions.models import Petition, Recipient


class Row(NamedTuple):
    """A delivery as a list shows it."""

    delivery: Delivery
    campaign: Campaign
    recipient: Recipient
    reply_due: date | None
    is_overdue: bool


def list_deliveries(session: Session, states: Collection[DeliveryState], *, today: date) -> list[Row]:
    """Return the deliveries in these states: first whose answer is late, then the newest."""
    rows = session.execute(
        select(Delivery, Campaign, Recipient)
        .join(Petition, Petition.id == Delivery.petition_id)
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .join(Recipient, Recipient.id == Delivery.recipient_id)
        .where(Delivery.state.in_(states))
        .order_by(Delivery.requested_at.desc(), Delivery.id)
    ).all()
    due = _list_due(session, [delivery.id for delivery, _, _ in rows])
    listed = [
        Row(delivery, campaign, recipient, due.get(delivery.id),
            is_overdue(delivery.state, due.get(delivery.id), today=today))
        for delivery, campaign, recipient in rows
    ]  # fmt: skip
    return sorted(listed, key=lambda row: not row.is_overdue)


def _list_due(session: Session, delivery_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Return the day until which an answer was asked for: of several entries that name one, the newest's."""
    rows = session.execute(
        select(DeliveryEntry.delivery_id, DeliveryEntry.reply_due)
        .where(DeliveryEntry.delivery_id.in_(delivery_ids), DeliveryEntry.reply_due.is_not(None))
        .order_by(DeliveryEntry.number)
    )
    return {delivery_id: due for delivery_id, due in rows if due}


def count_deliveries(session: Session) -> dict[DeliveryState, int]:
    """Return how many deliveries stand where."""
    return dict(session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all())


def find_asked(session: Session, campaign_id: UUID) -> tuple[Campaign, Petition] | None:
    """Return a campaign with the petition of which a delivery can be asked for; None where there is none."""
    row = session.execute(
        select(Campaign, Petition).join(Petition, Petition.campaign_id == Campaign.id).where(Campaign.id == campaign_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def list_recorded(session: Session) -> dict[UUID, DeliveryRecord]:
    """Return every public record by the delivery's id."""
    documents = session.scalars(select(PublishedDelivery.document)).all()
    records = msgspec.convert(documents, list[DeliveryRecord], strict=False)
    return {record.id: record for record in records}

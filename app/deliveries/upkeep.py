"""Clearing away the packs of deliveries that were cancelled: what must not leave should not lie about."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.deliveries.acting import FOLDER
from app.deliveries.models import Delivery
from app.deliveries.readme import PACK_NAME
from app.deliveries.states import DeliveryState


def remove_cancelled(session: Session, var: Path) -> int:
    """Remove the packs of cancelled deliveries below ``var``, also those just finished; return how many there were."""
    cancelled = session.scalars(select(Delivery.id).where(Delivery.state == DeliveryState.CANCELLED))
    names = {f"{PACK_NAME.format(id=delivery_id)}{end}" for delivery_id in cancelled for end in ("", ".age")}
    there = [path for path in (var / FOLDER).glob("*.zip*") if path.name in names]
    for path in there:
        path.unlink(missing_ok=True)
    return len(there)

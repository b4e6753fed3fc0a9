"""Appending corrections: what is to be struck from deliveries because people withdrew since. Nothing else changes.

A correction collects what happened within a day, so that nobody who watches sees the hour in which one person left.
Who signs again later stays struck from the old delivery, and may be in the next.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.signing import canonical, key_fingerprint
from app.deliveries.facts import DeliveryFacts
from app.deliveries.gaps import gaps_of
from app.deliveries.models import Delivery, DeliveryCorrection
from app.deliveries.states import KNOWN
from app.signatures.models import Signature
from app.signatures.states import SignatureState

FORMAT: Final = "vigil-correction/1"
NONE_BEFORE: Final = "0" * 64


def append_corrections(session: Session, key: Ed25519PrivateKey, *, now: datetime) -> int:
    """Append to each delivery that may have left what is to be struck from it; return how many got a correction."""
    deliveries = session.scalars(select(Delivery).where(Delivery.state.in_(KNOWN)).order_by(Delivery.id)).all()
    return sum(_correct(session, delivery, key, today=day_of(now)) for delivery in deliveries)


def list_corrections(session: Session, delivery_id: UUID) -> Sequence[DeliveryCorrection]:
    """Return the corrections of a delivery, the oldest first."""
    query = select(DeliveryCorrection).where(DeliveryCorrection.delivery_id == delivery_id)
    return session.scalars(query.order_by(DeliveryCorrection.number)).all()


def _correct(session: Session, delivery: Delivery, key: Ed25519PrivateKey, *, today: date) -> bool:
    earlier = list_corrections(session, delivery.id)
    if earlier and earlier[-1].day >= today:
        return False
    struck = {row for correction in earlier for row in correction.rows}
    rows = sorted(set(session.scalars(gaps_of(delivery.id))) - struck)
    known = earlier[-1].standing if earlier else msgspec.convert(delivery.figures, DeliveryFacts).confirmed
    standing = min(known, _count_standing(session, delivery))
    if not rows and standing == known:
        return False
    session.add(_signed(delivery, earlier, key, day=today, standing=standing, rows=rows))
    session.flush()
    return True


def _count_standing(session: Session, delivery: Delivery) -> int:
    """Count whom the petition still counts of those who had confirmed before the cut-off."""
    query = select(func.count()).where(
        Signature.petition_id == delivery.petition_id,
        Signature.state == SignatureState.CONFIRMED,
        Signature.confirmed_hour < delivery.cut_off,
    )
    return session.scalar(query) or 0


def _signed(
    delivery: Delivery, earlier: Sequence[DeliveryCorrection], key: Ed25519PrivateKey, *, day: date, standing: int,
    rows: list[int],
) -> DeliveryCorrection:  # fmt: skip
    content = canonical(
        {
            "format": FORMAT,
            "delivery": str(delivery.id),
            "manifest_sha256": (delivery.manifest_sha256 or b"").hex(),
            "number": len(earlier) + 1,
            "previous": earlier[-1].sha256.hex() if earlier else NONE_BEFORE,
            "day": day.isoformat(),
            "standing": standing,
            "rows": rows,
            "key": {"algorithm": "Ed25519", "fingerprint": key_fingerprint(key.public_key())},
        }
    )
    return DeliveryCorrection(
        delivery_id=delivery.id,
        number=len(earlier) + 1,
        day=day,
        standing=standing,
        rows=rows,
        content=content,
        sha256=hashlib.sha256(content).digest(),
        signature=key.sign(content),
    )

"""Who of a fixed list no longer stands: withdrew, erased, was held or removed, or took back "hand over my name"."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from app.deliveries.models import DeliverySignature
from app.signatures.models import Signature
from app.signatures.states import SignatureState


def gaps_of(delivery_id: UUID) -> Select[int]:
    """Return the query of the row numbers of a delivery that nobody stands for any more."""
    return (
        select(DeliverySignature.row)
        .outerjoin(Signature, Signature.id == DeliverySignature.signature_id)
        .where(
            DeliverySignature.delivery_id == delivery_id,
            or_(Signature.id.is_(None), Signature.state != SignatureState.CONFIRMED, ~Signature.deliver_name),
        )
    )

"""Deliveries: one hand-over of a fixed set of signatures to one recipient."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, choice
from app.core.ids import new_id
from app.deliveries.facts import Profile


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    REQUESTED = "requested"
    COMPILING = "compiling"
    COMPILED = "compiled"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Delivery(Base):
    """A row with done, total and state: compiled in the background, resumed after a kill, cancelled by a word.

    ``figures`` are the facts fixed at the cut-off; compiling again gives the same content.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("(state = 'compiled') = (manifest_sha256 IS NOT NULL)", name="compiled_has_a_manifest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.recipient.id"), index=True)
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.wording.id"), index=True)
    profile: Mapped[Profile] = mapped_column(choice(Profile, "profile"))
    language: Mapped[str]
    cut_off: Mapped[datetime | None]
    """Only hours that ended before it are delivered; None until the set is fixed, then that moment."""
    state: Mapped[DeliveryState] = mapped_column(
        choice(DeliveryState, "state"), default=DeliveryState.REQUESTED, index=True
    )
    age_recipients: Mapped[list[str]] = mapped_column(JSONB)
    figures: Mapped[dict[str, Any] | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    pack_name: Mapped[str | None]
    pack_sha256: Mapped[bytes | None]
    manifest_sha256: Mapped[bytes | None] = mapped_column(unique=True)


class DeliverySignature(Base):
    """The fixed set of a delivery with names: which row stands for which signature. Erasing leaves a gap."""

    __tablename__ = "delivery_signature"
    __table_args__ = (UniqueConstraint("delivery_id", "signature_id"),)

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.delivery.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.signature.id", ondelete="SET NULL"), index=True)

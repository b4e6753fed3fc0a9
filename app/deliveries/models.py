"""Deliveries: one hand-over of a fixed set of signatures to one recipient, its register, and its public copy."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id
from app.deliveries.facts import Profile
from app.deliveries.states import DeliveryState, EntryKind, EvidenceKind, EvidenceState, Manner


class Delivery(Base):
    """A row with done, total and state: compiled in the background, resumed after a kill, cancelled by a word.

    ``figures`` are the facts fixed at the cut-off; compiling again gives the same content. Names go only to a
    recipient that takes them: the foreign key admits no other. Who approves is another than who asked, and approves
    one manifest; a trigger keeps what was compiled as it is.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["recipient_id", "takes_names"],
            ["vigil.recipient.id", "vigil.recipient.takes_names"],
            name="fk_delivery_takes_names",
        ),
        CheckConstraint(
            "(profile = 'names_and_countries') = (takes_names IS TRUE)", name="names_only_to_who_takes_them"
        ),
        CheckConstraint("profile = 'numbers_only' OR jsonb_array_length(age_recipients) > 0", name="names_are_sealed"),
        CheckConstraint(
            "state IN ('requested', 'compiling', 'failed', 'cancelled') OR manifest_sha256 IS NOT NULL",
            name="compiled_has_a_manifest",
        ),
        CheckConstraint(
            "state NOT IN ('requested', 'compiling', 'failed') OR manifest_sha256 IS NULL", name="unfinished_has_none"
        ),
        CheckConstraint("approved_by <> requested_by", name="approved_by_another"),
        CheckConstraint(
            "state NOT IN ('approved', 'handed_over', 'acknowledged', 'refused', 'answered') OR (approved_by IS NOT"
            " NULL AND approved_at IS NOT NULL AND approved_manifest IS NOT NULL AND approved_manifest ="
            " manifest_sha256)",
            name="approved_as_compiled",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.recipient.id"), index=True)
    takes_names: Mapped[bool | None]
    """True for names and countries, and else nothing."""
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.wording.id"), index=True)
    profile: Mapped[Profile] = mapped_column(choice(Profile, "profile"))
    language: Mapped[str]
    cut_off: Mapped[datetime | None]
    """Only hours that ended before it are delivered; None until the set is fixed, then that moment."""
    state: Mapped[DeliveryState] = mapped_column(
        choice(DeliveryState, "state"), default=DeliveryState.REQUESTED, index=True
    )
    age_recipients: Mapped[list[str]] = mapped_column(JSONB)
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    figures: Mapped[dict[str, Any] | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    pack_name: Mapped[str | None]
    pack_sha256: Mapped[bytes | None]
    manifest_sha256: Mapped[bytes | None] = mapped_column(unique=True)
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_manifest: Mapped[bytes | None]
    """The digest of the manifest that was approved; no other pack can leave under this approval."""
    update_offered_at: Mapped[datetime | None]
    """When the organisers were offered a draft of an update; they may have thrown it away."""


class DeliverySignature(Base):
    """The fixed set of a delivery with names: which row stands for which signature. Erasing leaves a gap."""

    __tablename__ = "delivery_signature"
    __table_args__ = (UniqueConstraint("delivery_id", "signature_id"),)

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.delivery.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.signature.id", ondelete="SET NULL"), index=True)


class DeliveryEntry(Base):
    """One line of a delivery's register: it is added to, and nothing in it is changed.

    ``day`` is the day it happened. ``place``, ``by_whom`` and ``words`` are read by staff alone.
    """

    __tablename__ = "delivery_entry"
    __table_args__ = (
        CheckConstraint("(kind = 'handed_over') = (manner IS NOT NULL)", name="handed_over_somehow"),
        CheckConstraint("reply_due IS NULL OR reply_due >= day", name="reply_due_afterwards"),
        Index("uq_delivery_entry_once", "delivery_id", "kind", unique=True, postgresql_where="kind <> 'note'"),
    )

    number: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.delivery.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    day: Mapped[date]
    manner: Mapped[Manner | None] = mapped_column(choice(Manner, "manner"))
    place: Mapped[str]
    by_whom: Mapped[str]
    words: Mapped[str]
    reply_due: Mapped[date | None]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]


class DeliveryEvidence(Base):
    """A photograph of a hand-over, or a receipt: a job that is a row, like ``app.pictures.models.Picture``.

    ``original`` is what was uploaded, with all a camera wrote into it, until a worker has made ``content`` of it.
    """

    __tablename__ = "delivery_evidence"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (original IS NOT NULL)", name="original_goes_when_worked_on"),
        CheckConstraint("(state = 'ready') = (content IS NOT NULL)", name="ready_is_there"),
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_for_a_reason"),
        Index("ix_delivery_evidence_waiting", "added_at", postgresql_where="state = 'waiting'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.delivery.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(choice(EvidenceKind, "kind"))
    shows: Mapped[str]
    """What is to be seen, in words, for whoever cannot see it."""
    state: Mapped[EvidenceState] = mapped_column(choice(EvidenceState, "state"), default=EvidenceState.WAITING)
    refusal: Mapped[str | None]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    original: Mapped[bytes | None] = deferred(mapped_column())
    content: Mapped[bytes | None] = deferred(mapped_column())


class DeliveryCorrection(Base):
    """What is to be struck from a delivery since it was compiled: row numbers and a count, never a name.

    ``standing`` is how many of the signatures delivered still count, at most. ``rows`` are those of this correction
    alone. ``content`` are the bytes that ``signature`` is over. At most one a day is added, and none is changed.
    """

    __tablename__ = "delivery_correction"
    __table_args__ = (
        UniqueConstraint("delivery_id", "day"),
        CheckConstraint("number >= 1 AND standing >= 0", name="counted"),
        CheckConstraint("sha256 = sha256(content)", name="digest_is_of_content"),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.delivery.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    standing: Mapped[int]
    rows: Mapped[list[int]] = mapped_column(ARRAY(BIGINT))
    content: Mapped[bytes]
    sha256: Mapped[bytes]
    signature: Mapped[bytes]


class PublishedDelivery(Base):
    """The public copy: ``document`` is a DeliveryRecord as JSON. It goes with its campaign."""

    __tablename__ = "delivery"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("published.campaign.id", ondelete="CASCADE"), index=True)
    manifest_sha256: Mapped[bytes] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]

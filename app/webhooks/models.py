"""Webhooks of an organisation, what happened, and each telling of it. Nothing here is about a signatory."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, choice
from app.core.ids import new_id
from app.webhooks.states import CallState, EventKind, WebhookState


class WebhookKey(Base):
    """The public key under which the console seals secrets for the workers; one row, written by them."""

    __tablename__ = "webhook_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    public_key: Mapped[bytes]


class Webhook(Base):
    """An address that an organisation wants to be called at, for some kinds of events."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("address ~ '^https?://'", name="address_is_one"),
        CheckConstraint("(state = 'disabled') = (disabled_at IS NOT NULL)", name="disabled_at_a_time"),
        CheckConstraint("failures >= 0", name="failures_counted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id", ondelete="CASCADE"), index=True)
    address: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    secret_sealed: Mapped[bytes]
    """To the workers, bound to this row: the console that made it cannot read it again."""
    state: Mapped[WebhookState] = mapped_column(choice(WebhookState, "state"), default=WebhookState.ACTIVE)
    made_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    """Failed tries since the last that was taken."""
    disabled_at: Mapped[datetime | None]


class WebhookEvent(Base):
    """Something that happened once, in the words in which it is told. ``subject`` tells it from all others."""

    __tablename__ = "webhook_event"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EventKind] = mapped_column(choice(EventKind, "kind"))
    subject: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]


class WebhookCall(Base):
    """The telling of one event to one webhook, with all its tries."""

    __tablename__ = "webhook_call"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_call_due", "not_before", postgresql_where="state = 'waiting'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.webhook.id", ondelete="CASCADE"))
    event_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.webhook_event.id", ondelete="CASCADE"), index=True)
    state: Mapped[CallState] = mapped_column(choice(CallState, "state"), default=CallState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]

    event: Mapped[WebhookEvent] = relationship(lazy="raise")
    tries: Mapped[list["WebhookTry"]] = relationship(lazy="raise", order_by="WebhookTry.number")


class WebhookTry(Base):
    """One try: the status that came back, or in a word why none did. What the other side said is not kept."""

    __tablename__ = "webhook_try"
    __table_args__ = (CheckConstraint("(status IS NULL) = (failure IS NOT NULL)", name="status_or_failure"),)

    number: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.webhook_call.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    status: Mapped[int | None]
    failure: Mapped[str | None]
    milliseconds: Mapped[int]

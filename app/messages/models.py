"""Messages of solidarity to a prisoner: sealed until a moderator has read them."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id


class MessageState(StrEnum):
    """Where a message stands; a decision may be taken back."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"


class Message(Base):
    """One message. Who wrote it is known by what they chose to sign with, and by nothing else."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(state = 'rejected') = (rejected_on IS NOT NULL)", name="rejected_on_a_day"),
        Index("ix_message_petition_state", "petition_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"))
    language: Mapped[str]
    name_sealed: Mapped[bytes]
    text_sealed: Mapped[bytes]
    content_trace: Mapped[bytes] = mapped_column(unique=True)
    """The same words under the same name are one message, however often they are sent."""
    state: Mapped[MessageState] = mapped_column(choice(MessageState, "state"), default=MessageState.WAITING)
    rejected_on: Mapped[date | None]
    """The day of the rejection: a month later the message is deleted."""


class PublishedMessage(Base):
    """A message as everyone may read it, and as it is printed for the prisoner. Its id says nothing of time."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_petition", "petition_id", "id"), {"schema": PUBLISHED})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("published.campaign.petition_id", ondelete="CASCADE"))
    message_id: Mapped[UUID] = mapped_column(unique=True)
    language: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]

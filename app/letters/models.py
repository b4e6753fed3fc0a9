"""Letters that supporters may write to an official, and how many say that they sent one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base
from app.core.ids import new_id


class Letter(Base):
    """A letter to one official, inside a campaign.

    ``office`` and ``points`` are for readers, in the languages of the site; ``salutation``, ``subject`` and ``text``
    are the letter itself, in the languages the official can be written to in. Neither address means: copy or print.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("campaign_id", "slug"),
        CheckConstraint("email LIKE '%_@_%'", name="email_is_one"),
        CheckConstraint("(stopped_at IS NULL) = (stop_reason IS NULL)", name="stopped_for_a_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"))
    slug: Mapped[str]
    position: Mapped[int]
    office: Mapped[dict[str, str]]
    points: Mapped[dict[str, list[str]]]
    salutation: Mapped[dict[str, str]]
    subject: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    email: Mapped[str | None]
    postal_address: Mapped[str | None]
    closes_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))


class LetterSent(Base):
    """Somebody pressed "I sent it": that, and nothing of who or when. Deleted as soon as it is counted."""

    __tablename__ = "letter_sent"

    position: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    letter_id: Mapped[UUID]


class LetterCount(Base):
    """How many letters their writers say they sent, and how many of these in the hour that is being counted."""

    __tablename__ = "letter_count"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.letter.id", ondelete="CASCADE"), primary_key=True)
    sent: Mapped[int]
    hour: Mapped[datetime]
    in_hour: Mapped[int]


class PublishedLetter(Base):
    """The public copy: ``document`` is a LetterDocument as JSON. It goes when its campaign is hidden."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("campaign_id", "slug"), {"schema": PUBLISHED})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("published.campaign.id", ondelete="CASCADE"))
    slug: Mapped[str]
    document: Mapped[dict[str, Any]]

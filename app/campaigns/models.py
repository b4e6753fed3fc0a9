"""Campaigns, and the copy of them that the public may read."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation
from app.cases.models import Prisoner
from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id


class CampaignState(StrEnum):
    """Whether the public sees it. ``hidden`` takes it away at once, without losing anything."""

    DRAFT = "draft"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class Campaign(Base):
    """The effort for one prisoner or a named group of them. Texts are ``{language: words}``; story is Markdown."""

    __tablename__ = "campaign"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    hashtag: Mapped[str]
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    story: Mapped[dict[str, str]]
    begins: Mapped[str]
    state: Mapped[CampaignState] = mapped_column(choice(CampaignState, "state"), default=CampaignState.DRAFT)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)
    is_discreet: Mapped[bool] = mapped_column(default=True)
    """Mails name neither prisoner nor cause in sender or subject, unless staff agreed to switch that off."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    prisoners: Mapped[list[Prisoner]] = relationship(
        secondary="vigil.campaign_prisoner", lazy="raise", order_by="CampaignPrisoner.position"
    )


class CampaignPrisoner(Base):
    """Whom a campaign is for, in the order in which they are named."""

    __tablename__ = "campaign_prisoner"
    __table_args__ = (UniqueConstraint("campaign_id", "position"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True)
    prisoner_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.prisoner.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=1)


class PublishedCampaign(Base):
    """The public copy: ``document`` is a CampaignDocument as JSON. Hiding a campaign deletes the row."""

    __tablename__ = "campaign"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    petition_id: Mapped[UUID] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]

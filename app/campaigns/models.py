"""Campaigns, and the copy of them that the public may read."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.models import Organisation
from app.campaigns.kinds import OutcomeKind, Theme
from app.cases.models import Group, Memorial, Prisoner
from app.core import edtf
from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id

_THEMES: Final = ", ".join(f"'{theme}'" for theme in Theme)

_NOTHING: Final = text("'{}'::jsonb")

campaign_group = Table(
    "campaign_group",
    Base.metadata,
    Column("campaign_id", ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey("vigil.prisoner_group.id", ondelete="RESTRICT"), primary_key=True, index=True),
)
campaign_memorial = Table(
    "campaign_memorial",
    Base.metadata,
    Column("campaign_id", ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("memorial_id", ForeignKey("vigil.memorial.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class CampaignState(StrEnum):
    """Whether the public sees it. ``hidden`` takes it away at once, without losing anything."""

    DRAFT = "draft"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class Campaign(Base):
    """The effort for one prisoner or a named group of them. Texts are ``{language: words}``; story is Markdown.

    ``country`` is that of the state that must answer, ISO 3166 alpha-2, or None where it is invented.
    ``moved_to_id`` is the campaign that goes on where this one was retired.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_code"),
        CheckConstraint(f"themes <@ ARRAY[{_THEMES}]", name="themes_known"),
        CheckConstraint("moved_to_id <> id", name="moves_elsewhere"),
    )

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
    country: Mapped[str | None]
    themes: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list, server_default=text("'{}'::text[]"))
    moved_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.campaign.id"), index=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    prisoners: Mapped[list[Prisoner]] = relationship(
        secondary="vigil.campaign_prisoner", lazy="raise", order_by="CampaignPrisoner.position"
    )
    groups: Mapped[list[Group]] = relationship(secondary=campaign_group, lazy="raise", order_by=Group.slug)
    memorials: Mapped[list[Memorial]] = relationship(secondary=campaign_memorial, lazy="raise", order_by=Memorial.slug)
    outcome: Mapped["Outcome | None"] = relationship(lazy="raise")
    moved_to: Mapped["Campaign | None"] = relationship(remote_side="Campaign.id", lazy="raise")


class Outcome(Base):
    """How a campaign ended. ``day`` is EDTF: it is known no better than it is. ``thanks`` are to those who signed."""

    __tablename__ = "outcome"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[OutcomeKind] = mapped_column(choice(OutcomeKind, "kind"))
    text: Mapped[dict[str, str]]
    day: Mapped[str]
    thanks: Mapped[dict[str, str]] = mapped_column(default=dict, server_default=_NOTHING)

    @validates("day")
    def _check_day(self, _key: str, day: str) -> str:
        edtf.parse(day)
        return day


class CampaignPrisoner(Base):
    """Whom a campaign is for, in the order in which they are named."""

    __tablename__ = "campaign_prisoner"
    __table_args__ = (UniqueConstraint("campaign_id", "position"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True)
    prisoner_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.prisoner.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=1)


class CampaignPortrait(Base):
    """The picture a campaign shows. Where there is none its page draws an emblem, never an invented face."""

    __tablename__ = "campaign_portrait"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True)
    picture_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.picture.id", ondelete="CASCADE"), index=True)


class CardShape(StrEnum):
    """What a share card is for: link previews, or posts with a square picture."""

    WIDE = "wide"
    SQUARE = "square"


class ShareCard(Base):
    """One drawn card: ``digest`` names its file, ``words_sha256`` is over what it says and how it is drawn.

    ``published_at`` and ``drawn_by`` say for which publication, by which drawing, it was last found right. One
    that could not be drawn has a ``failure`` and is tried a few times more.
    """

    __tablename__ = "share_card"
    __table_args__ = (CheckConstraint("digest IS NOT NULL OR failure IS NOT NULL", name="drawn_or_failed"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    shape: Mapped[CardShape] = mapped_column(choice(CardShape, "shape"), primary_key=True)
    published_at: Mapped[datetime]
    drawn_by: Mapped[str]
    words_sha256: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str | None] = mapped_column(index=True)
    failure: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)


class PublishedCampaign(Base):
    """The public copy: ``document`` is a CampaignDocument as JSON. Hiding a campaign deletes the row."""

    __tablename__ = "campaign"
    __table_args__ = (
        Index(
            "ix_campaign_search", "search_text",
            postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        {"schema": PUBLISHED},
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    petition_id: Mapped[UUID] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(server_default="")
    """The folded words it is found by (``app.campaigns.searching``)."""


class PublishedGroup(Base):
    """The public copy: ``document`` is a GroupRecord as JSON."""

    __tablename__ = "prisoner_group"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class PublishedMemorial(Base):
    """The public copy: ``document`` is a MemorialRecord as JSON."""

    __tablename__ = "memorial"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class QuietAddress(Base):
    """An address of a hidden campaign whose organisers chose to say that quiet was asked for. It says nothing else."""

    __tablename__ = "quiet_address"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    slug: Mapped[str] = mapped_column(primary_key=True)

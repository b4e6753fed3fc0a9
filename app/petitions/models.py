"""Petitions, their wordings, and the offices they go to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.core.db import Base
from app.core.ids import new_id


class Recipient(Base):
    """An office that may receive a delivery.

    One that belongs to the persecuting state never takes names: the constraint says so, and no wording can list
    it among those who get them.
    """

    __tablename__ = "recipient"
    __table_args__ = (
        CheckConstraint("NOT (is_persecuting AND takes_names)", name="persecutor_takes_no_names"),
        UniqueConstraint("id", "takes_names", name="uq_recipient_id_takes_names"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    language: Mapped[str]
    is_persecuting: Mapped[bool] = mapped_column(default=False)
    takes_names: Mapped[bool] = mapped_column(default=False)


class Petition(Base):
    """A demand addressed to targets, inside a campaign, open from ``opens_at`` until before ``closes_at``."""

    __tablename__ = "petition"
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("goal > 0", name="goal_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id"), unique=True)
    goal: Mapped[int]
    milestones: Mapped[list[int]] = mapped_column(ARRAY(BIGINT))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    is_paused: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Signing stands still for a while; the page says so, and nothing that was given is lost."""
    extended_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    """By so much ``closes_at`` is later than its organisers set it: nobody could sign anything for that time."""

    campaign: Mapped[Campaign] = relationship(lazy="raise")
    targets: Mapped[list["Target"]] = relationship(lazy="raise", order_by="Target.position")
    wordings: Mapped[list["Wording"]] = relationship(lazy="raise", order_by="Wording.number")
    recipients: Mapped[list[Recipient]] = relationship(
        secondary="vigil.petition_recipient", lazy="raise", order_by="PetitionRecipient.position"
    )


class PetitionRecipient(Base):
    """Who will receive a delivery of this petition, with names or as numbers only."""

    __tablename__ = "petition_recipient"

    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id", ondelete="CASCADE"), primary_key=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.recipient.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=1)


class Target(Base):
    """An office that must decide."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[dict[str, str]]


class Wording(Base):
    """One version of a petition's text in all its languages. A trigger refuses any change once it is open."""

    __tablename__ = "wording"
    __table_args__ = (
        UniqueConstraint("petition_id", "number"),
        Index("ix_wording_open", "petition_id", postgresql_where="opened_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"))
    number: Mapped[int]
    ask: Mapped[dict[str, str]]
    demands: Mapped[dict[str, list[str]]]
    sha256: Mapped[bytes]
    opened_at: Mapped[datetime | None]

    named_recipients: Mapped[list[Recipient]] = relationship(secondary="vigil.wording_recipient", lazy="raise")


class WordingRecipient(Base):
    """Who gets the names of those who agreed. The foreign key admits only recipients that take names."""

    __tablename__ = "wording_recipient"
    __table_args__ = (
        ForeignKeyConstraint(
            ["recipient_id", "takes_names"],
            ["vigil.recipient.id", "vigil.recipient.takes_names"],
            name="fk_wording_recipient_takes_names",
        ),
        CheckConstraint("takes_names", name="takes_names"),
    )

    wording_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.wording.id", ondelete="CASCADE"), primary_key=True)
    recipient_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    takes_names: Mapped[bool] = mapped_column(default=True)

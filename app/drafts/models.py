"""Drafts of campaigns, their revisions and reviews, and what organisers ask of a campaign that is public."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, choice
from app.core.ids import new_id
from app.drafts.kinds import FreezeReason
from app.drafts.states import ActKind, ActState, DraftState, ReviewOutcome


class Draft(Base):
    """What the editors of one campaign work on. Its id is the one that its campaign has, or will have.

    ``head`` is the number of the newest revision, ``submitted_number`` of the one that staff read (or read last),
    ``published_number`` of the one that the normalised tables hold.
    """

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("head >= 1", name="head_is_a_number"),
        CheckConstraint(
            "state NOT IN ('submitted', 'approved') OR (submitted_number = head AND submitted_by IS NOT NULL)",
            name="submitted_is_frozen",
        ),
        CheckConstraint("state <> 'published' OR published_number = head", name="published_is_head"),
        Index(
            "ix_draft_search", "search_text",
            postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index("ix_draft_waiting", "submitted_at", postgresql_where="state IN ('submitted', 'approved')"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    head: Mapped[int]
    state: Mapped[DraftState] = mapped_column(choice(DraftState, "state"), default=DraftState.EDITING)
    title: Mapped[dict[str, str]]
    """What the list calls it: the campaign's title, or the prisoner's name, as the newest revision has it."""
    search_text: Mapped[str]
    """The folded names and titles by which similar campaigns are found."""
    changed_at: Mapped[datetime]
    submitted_number: Mapped[int | None]
    submitted_by: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None]
    published_number: Mapped[int | None]


class DraftRevision(Base):
    """One saved state of a draft: ``document`` is a DraftDocument as JSON. A trigger refuses any change."""

    __tablename__ = "draft_revision"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.draft.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    author_id: Mapped[UUID | None]
    """Who saved it; none where it was loaded with the samples."""
    saved_at: Mapped[datetime]
    note: Mapped[str]


class DraftReview(Base):
    """What staff decided on one revision. ``words`` are for the organisers. A trigger refuses any change."""

    __tablename__ = "draft_review"
    __table_args__ = (
        CheckConstraint("reviewer_id <> submitted_by", name="reviewed_by_another"),
        CheckConstraint("outcome = 'approved' OR cardinality(reasons) > 0", name="not_without_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.draft.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    outcome: Mapped[ReviewOutcome] = mapped_column(choice(ReviewOutcome, "outcome"))
    reasons: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    words: Mapped[str]
    submitted_by: Mapped[UUID | None]
    reviewer_id: Mapped[UUID | None]
    """None where the worker sent it back, because it could not be published."""
    decided_at: Mapped[datetime]


class CampaignAct(Base):
    """Something that an organiser asked of a published campaign: a job that is a row."""

    __tablename__ = "campaign_act"
    __table_args__ = (Index("ix_campaign_act_waiting", "asked_at", postgresql_where="state = 'waiting'"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ActKind] = mapped_column(choice(ActKind, "kind"))
    details: Mapped[dict[str, Any]]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    state: Mapped[ActState] = mapped_column(choice(ActState, "state"), default=ActState.WAITING)


class CampaignFreeze(Base):
    """Staff took a campaign away; its organisation can neither show nor publish it until they let go."""

    __tablename__ = "campaign_freeze"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    words: Mapped[str]
    frozen_by: Mapped[UUID]
    frozen_at: Mapped[datetime]


class OrganisationFreeze(Base):
    """Staff took everything of an organisation away; its members read, and publish nothing until they let go.

    ``campaign_ids`` are those that were public, and will be again.
    """

    __tablename__ = "organisation_freeze"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), primary_key=True)
    reason: Mapped[FreezeReason] = mapped_column(choice(FreezeReason, "reason"))
    words: Mapped[str]
    campaign_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    frozen_by: Mapped[UUID]
    frozen_at: Mapped[datetime]

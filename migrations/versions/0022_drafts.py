"""Drafts, their revisions and reviews, acts on published campaigns, freezes, and relatives of a case."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from migrations.row_security import IS_STAFF, ORGANISATION, protect, protect_child, protect_of_organisation
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def _refers(table, column, to, **options):
    return sa.ForeignKeyConstraint([column], [f"vigil.{to}.id"], name=op.f(f"fk_{table}_{column}"), **options)


def upgrade() -> None:
    _create_drafts()
    _create_acts()
    _create_relatives()
    op.add_column("picture", sa.Column("organisation_id", sa.Uuid()), schema="vigil")
    op.create_foreign_key(
        op.f("fk_picture_organisation_id"), "picture", "organisation", ["organisation_id"], ["id"],
        source_schema="vigil", referent_schema="vigil",
    )
    op.create_index(op.f("ix_picture_organisation_id"), "picture", ["organisation_id"], schema="vigil")
    op.execute((Path(__file__).parent.parent / "sql" / "0022_drafts.sql").read_text())
    _protect()


def _create_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            _choice("state", "editing", "submitted", "sent_back", "approved", "published", "rejected"),
            nullable=False,
        ),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_number", sa.BigInteger()),
        sa.Column("submitted_by", sa.Uuid()),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("published_number", sa.BigInteger()),
        sa.CheckConstraint("head >= 1", name=op.f("ck_draft_head_is_a_number")),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'approved') OR (submitted_number = head AND submitted_by IS NOT NULL)",
            name=op.f("ck_draft_submitted_is_frozen"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_number = head", name=op.f("ck_draft_published_is_head")
        ),
        _refers("draft", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        schema="vigil",
    )
    op.create_index(op.f("ix_draft_organisation_id"), "draft", ["organisation_id"], schema="vigil")
    op.create_index(
        "ix_draft_search", "draft", ["search_text"], schema="vigil",
        postgresql_using="gin", postgresql_ops={"search_text": "public.gin_trgm_ops"},
    )
    op.create_index(
        "ix_draft_waiting", "draft", ["submitted_at"], schema="vigil",
        postgresql_where=sa.text("state IN ('submitted', 'approved')"),
    )
    op.create_table(
        "draft_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _refers("draft_revision", "draft_id", "draft", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draft_revision")),
        schema="vigil",
    )
    op.create_table(
        "draft_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("outcome", _choice("outcome", "approved", "sent_back", "rejected"), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Uuid()),
        sa.Column("reviewer_id", sa.Uuid()),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reviewer_id <> submitted_by", name=op.f("ck_draft_review_reviewed_by_another")),
        sa.CheckConstraint(
            "outcome = 'approved' OR cardinality(reasons) > 0", name=op.f("ck_draft_review_not_without_reason")
        ),
        _refers("draft_review", "draft_id", "draft", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_review")),
        schema="vigil",
    )
    op.create_index(op.f("ix_draft_review_draft_id"), "draft_review", ["draft_id"], schema="vigil")


def _create_acts() -> None:
    op.create_table(
        "campaign_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", "show", "pause", "resume", "close", "declare"), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _choice("state", "waiting", "done", "refused"), nullable=False),
        _refers("campaign_act", "organisation_id", "organisation"),
        _refers("campaign_act", "campaign_id", "campaign", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_act")),
        schema="vigil",
    )
    for column in ("organisation_id", "campaign_id"):
        op.create_index(op.f(f"ix_campaign_act_{column}"), "campaign_act", [column], schema="vigil")
    op.create_index(
        "ix_campaign_act_waiting", "campaign_act", ["asked_at"], schema="vigil",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "campaign_freeze",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        _refers("campaign_freeze", "campaign_id", "campaign", ondelete="CASCADE"),
        _refers("campaign_freeze", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_freeze")),
        schema="vigil",
    )
    op.create_index(op.f("ix_campaign_freeze_organisation_id"), "campaign_freeze", ["organisation_id"], schema="vigil")


def _create_relatives() -> None:
    op.create_table(
        "case_relative",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prisoner_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", _choice("kind", "relative", "co_defendant"), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        _refers("case_relative", "prisoner_id", "prisoner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_relative")),
        schema="vigil",
    )
    op.create_index(op.f("ix_case_relative_prisoner_id"), "case_relative", ["prisoner_id"], schema="vigil")
    op.create_table(
        "case_relative_source",
        sa.Column("relative_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        _refers("case_relative_source", "relative_id", "case_relative", ondelete="CASCADE"),
        _refers("case_relative_source", "source_id", "source", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("relative_id", "source_id", name=op.f("pk_case_relative_source")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_case_relative_source_source_id"), "case_relative_source", ["source_id"], schema="vigil"
    )


def _protect() -> None:
    for table in ("draft", "campaign_act"):
        protect_of_organisation(table)
    protect_child("draft_revision", column="draft_id", parent="draft")
    protect("draft_review", seen_if="EXISTS (SELECT FROM vigil.draft AS d WHERE d.id = draft_id)", written_if=IS_STAFF)
    protect(
        "campaign_freeze", seen_if=f"organisation_id = {ORGANISATION} OR {IS_STAFF}", written_if=IS_STAFF
    )  # fmt: skip
    protect_child("case_relative", column="prisoner_id", parent="prisoner")
    protect_child("case_relative_source", column="relative_id", parent="case_relative")
    protect_of_organisation("picture")
    protect_child("campaign_portrait", column="campaign_id", parent="campaign")
    protect_child("picture_variant", column="picture_id", parent="picture")

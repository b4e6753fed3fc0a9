"""Deliveries by staff: who asked and approved, the register of hand-over, its pictures, and the public copy."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_security import IS_STAFF, protect, protect_child

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STATES = (
    "requested", "compiling", "compiled", "failed", "cancelled", "approved", "handed_over", "acknowledged", "refused",
    "answered",
)  # fmt: skip
_APPROVED = "('approved', 'handed_over', 'acknowledged', 'refused', 'answered')"
_CHECKS = {
    "state": "state IN (" + ", ".join(f"'{state}'" for state in _STATES) + ")",
    "names_only_to_who_takes_them": "(profile = 'names_and_countries') = (takes_names IS TRUE)",
    "names_are_sealed": "profile = 'numbers_only' OR jsonb_array_length(age_recipients) > 0",
    "compiled_has_a_manifest": (
        "state IN ('requested', 'compiling', 'failed', 'cancelled') OR manifest_sha256 IS NOT NULL"
    ),
    "unfinished_has_none": "state NOT IN ('requested', 'compiling', 'failed') OR manifest_sha256 IS NULL",
    "approved_by_another": "approved_by <> requested_by",
    "approved_as_compiled": (
        f"state NOT IN {_APPROVED} OR (approved_by IS NOT NULL AND approved_at IS NOT NULL"
        " AND approved_manifest IS NOT NULL AND approved_manifest = manifest_sha256)"
    ),
}


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    _widen_delivery()
    _create_register()
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["published.campaign.id"], name=op.f("fk_delivery_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("manifest_sha256", name=op.f("uq_delivery_manifest_sha256")),
        schema="published",
    )
    op.create_index(op.f("ix_delivery_campaign_id"), "delivery", ["campaign_id"], schema="published")
    op.execute((Path(__file__).parent.parent / "sql" / "0023_deliveries.sql").read_text())
    protect("delivery", seen_if=IS_STAFF)
    for table in ("delivery_entry", "delivery_evidence"):
        protect_child(table, column="delivery_id", parent="delivery")


def _widen_delivery() -> None:
    """Packs asked for before were asked for by operators: none of them was approved."""
    for name, kind in {
        "takes_names": sa.Boolean(), "approved_by": sa.Text(), "approved_at": sa.DateTime(timezone=True),
        "approved_manifest": sa.LargeBinary(), "update_offered_at": sa.DateTime(timezone=True),
    }.items():  # fmt: skip
        op.add_column("delivery", sa.Column(name, kind), schema="vigil")
    for name, kind, before in (
        ("requested_by", sa.Text(), sa.text("'operator'")),
        ("requested_at", sa.DateTime(timezone=True), sa.text("now()")),
    ):
        op.add_column("delivery", sa.Column(name, kind, nullable=False, server_default=before), schema="vigil")
        op.alter_column("delivery", name, server_default=None, schema="vigil")
    op.execute("UPDATE vigil.delivery SET takes_names = true WHERE profile = 'names_and_countries'")
    for name in ("state", "compiled_has_a_manifest"):
        op.drop_constraint(op.f(f"ck_delivery_{name}"), "delivery", schema="vigil")
    for name, check in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_delivery_{name}"), "delivery", check, schema="vigil")
    op.create_foreign_key(
        op.f("fk_delivery_takes_names"), "delivery", "recipient", ["recipient_id", "takes_names"],
        ["id", "takes_names"], source_schema="vigil", referent_schema="vigil",
    )  # fmt: skip


def _create_register() -> None:
    op.create_table(
        "delivery_entry",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", _choice("kind", "handed_over", "acknowledged", "refused", "answered", "note"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("manner", _choice("manner", "in_person", "post", "email", "portal", "other")),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reply_due", sa.Date()),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'handed_over') = (manner IS NOT NULL)", name=op.f("ck_delivery_entry_handed_over_somehow")
        ),
        sa.CheckConstraint(
            "reply_due IS NULL OR reply_due >= day", name=op.f("ck_delivery_entry_reply_due_afterwards")
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["vigil.delivery.id"], name=op.f("fk_delivery_entry_delivery_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_delivery_entry")),
        schema="vigil",
    )
    op.create_index(op.f("ix_delivery_entry_delivery_id"), "delivery_entry", ["delivery_id"], schema="vigil")
    op.create_index(
        "uq_delivery_entry_once", "delivery_entry", ["delivery_id", "kind"], unique=True, schema="vigil",
        postgresql_where=sa.text("kind <> 'note'"),
    )  # fmt: skip
    op.create_table(
        "delivery_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", "photograph", "receipt"), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("state", _choice("state", "waiting", "ready", "refused"), nullable=False),
        sa.Column("refusal", sa.Text()),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("original", sa.LargeBinary()),
        sa.Column("content", sa.LargeBinary()),
        sa.CheckConstraint(
            "(state = 'waiting') = (original IS NOT NULL)",
            name=op.f("ck_delivery_evidence_original_goes_when_worked_on"),
        ),
        sa.CheckConstraint(
            "(state = 'ready') = (content IS NOT NULL)", name=op.f("ck_delivery_evidence_ready_is_there")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_delivery_evidence_refused_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["vigil.delivery.id"], name=op.f("fk_delivery_evidence_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_evidence")),
        schema="vigil",
    )
    op.create_index(op.f("ix_delivery_evidence_delivery_id"), "delivery_evidence", ["delivery_id"], schema="vigil")
    op.create_index(
        "ix_delivery_evidence_waiting", "delivery_evidence", ["added_at"], schema="vigil",
        postgresql_where=sa.text("state = 'waiting'"),
    )  # fmt: skip

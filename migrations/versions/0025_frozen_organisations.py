"""Whole organisations that staff froze, with what of them was public."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_security import IS_STAFF, ORGANISATION, protect

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_REASONS = (
    "taken_over", "somebody_in_danger", "false_signatures", "false_claims", "who_speaks_disputed", "rules_broken",
    "asked_for", "other",
)  # fmt: skip


def upgrade() -> None:
    reason = sa.Enum(
        *_REASONS, name="reason", native_enum=False, create_constraint=True, length=40, schema="vigil"
    )  # fmt: skip
    op.create_table(
        "organisation_freeze",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", reason, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("campaign_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["vigil.organisation.id"], name=op.f("fk_organisation_freeze_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_freeze")),
        schema="vigil",
    )
    protect(
        "organisation_freeze", seen_if=f"organisation_id = {ORGANISATION} OR {IS_STAFF}", written_if=IS_STAFF
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE (campaign_ids), DELETE ON vigil.organisation_freeze TO vigil_console")
    op.execute("GRANT SELECT, UPDATE (campaign_ids) ON vigil.organisation_freeze TO vigil_worker")

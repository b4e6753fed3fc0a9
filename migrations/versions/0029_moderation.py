"""The moderators' desk: words that workers open for staff; comments are found without reading every signature."""

import sqlalchemy as sa
from alembic import op

from migrations.row_security import IS_STAFF, protect

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("show_name", sa.String(40)),
        sa.Column("signed_as", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("laid_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(40)),
        sa.Column("reason", sa.String(40)),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("is_carried_out", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('comment', 'message')", name=op.f("ck_desk_item_kind")),
        sa.CheckConstraint("show_name IN ('no', 'initials', 'full')", name=op.f("ck_desk_item_show_name")),
        sa.CheckConstraint("verdict IN ('published', 'rejected')", name=op.f("ck_desk_item_verdict")),
        sa.CheckConstraint(
            "reason IN ('danger', 'personal', 'hate', 'off_topic')", name=op.f("ck_desk_item_reason")
        ),
        sa.CheckConstraint(
            "(verdict IS NOT DISTINCT FROM 'rejected') = (reason IS NOT NULL)",
            name=op.f("ck_desk_item_rejected_with_reason"),
        ),
        sa.CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name=op.f("ck_desk_item_decided_at_a_time")),
        sa.CheckConstraint("(verdict IS NULL) = (decided_by IS NULL)", name=op.f("ck_desk_item_decided_by_somebody")),
        sa.CheckConstraint(
            "(kind = 'comment') = (show_name IS NOT NULL)", name=op.f("ck_desk_item_comment_shows_name")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["vigil.petition.id"], name=op.f("fk_desk_item_petition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_item")),
        schema="vigil",
    )
    op.create_index(op.f("ix_desk_item_petition_id"), "desk_item", ["petition_id"], schema="vigil")
    op.create_index(
        "ix_desk_item_pile", "desk_item", ["verdict", "petition_id", "laid_out_at", "id"], schema="vigil"
    )
    op.create_index(
        "ix_desk_item_to_carry_out",
        "desk_item",
        ["id"],
        schema="vigil",
        postgresql_where=sa.text("verdict IS NOT NULL AND NOT is_carried_out"),
    )
    protect("desk_item", seen_if=IS_STAFF)
    op.execute(
        "GRANT SELECT, UPDATE (verdict, reason, decided_by, decided_at, is_carried_out) ON vigil.desk_item"
        " TO vigil_console"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.desk_item TO vigil_worker")
    op.create_index(
        "ix_signature_commented",
        "signature",
        ["petition_id", "id"],
        schema="vigil",
        postgresql_where=sa.text("state = 'confirmed' AND comment_sealed IS NOT NULL"),
    )

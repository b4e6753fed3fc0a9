"""The daily checkpoints, and corrections of deliveries."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from migrations.row_security import protect_child
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary()),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(number = 1) = (previous IS NULL)", name=op.f("ck_checkpoint_all_but_the_first_follow")
        ),
        sa.CheckConstraint("sha256 = sha256(content)", name=op.f("ck_checkpoint_digest_is_of_content")),
        sa.CheckConstraint("day = (made_at AT TIME ZONE 'UTC')::date", name=op.f("ck_checkpoint_one_for_its_day")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("day", name=op.f("uq_checkpoint_day")),
        sa.UniqueConstraint("sha256", name=op.f("uq_checkpoint_sha256")),
        sa.UniqueConstraint("previous", name="uq_checkpoint_previous", postgresql_nulls_not_distinct=True),
        sa.ForeignKeyConstraint(
            ["previous"], ["published.checkpoint.sha256"], name=op.f("fk_checkpoint_previous")
        ),
        schema="published",
    )
    op.create_table(
        "delivery_correction",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("standing", sa.BigInteger(), nullable=False),
        sa.Column("rows", postgresql.ARRAY(sa.BIGINT()), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 1 AND standing >= 0", name=op.f("ck_delivery_correction_counted")),
        sa.CheckConstraint(
            "sha256 = sha256(content)", name=op.f("ck_delivery_correction_digest_is_of_content")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["vigil.delivery.id"], name=op.f("fk_delivery_correction_delivery_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_delivery_correction")),
        sa.UniqueConstraint("delivery_id", "day", name=op.f("uq_delivery_correction_delivery_id_day")),
        schema="vigil",
    )
    op.execute((Path(__file__).parent.parent / "sql" / "0028_checkpoints.sql").read_text())
    protect_child("delivery_correction", column="delivery_id", parent="delivery")

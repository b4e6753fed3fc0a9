"""Page loads by petition, hour and source code."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_load",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 1000000", name=op.f("ck_page_load_count_in_reason")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_page_load")),
        schema="vigil",
    )
    op.create_table(
        "page_load_bucket",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "hour", "source_code", name=op.f("pk_page_load_bucket")),
        schema="vigil",
    )
    op.execute("GRANT INSERT (petition_id, hour, source_code, count) ON vigil.page_load TO vigil_public")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.page_load, vigil.page_load_bucket TO vigil_worker")

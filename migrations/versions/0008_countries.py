"""Figures by country, made at most once a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "country_figures",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", postgresql.JSONB(), nullable=False),
        sa.Column("other", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_country_figures")),
        schema="published",
    )
    op.execute("GRANT SELECT ON published.country_figures TO vigil_public, vigil_console")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON published.country_figures TO vigil_worker")

"""Letters to officials."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("office", postgresql.JSONB(), nullable=False),
        sa.Column("points", postgresql.JSONB(), nullable=False),
        sa.Column("salutation", postgresql.JSONB(), nullable=False),
        sa.Column("subject", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("postal_address", sa.Text(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint("email LIKE '%_@_%'", name=op.f("ck_letter_email_is_one")),
        sa.CheckConstraint(
            "(stopped_at IS NULL) = (stop_reason IS NULL)", name=op.f("ck_letter_stopped_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["vigil.campaign.id"], name=op.f("fk_letter_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("campaign_id", "slug", name=op.f("uq_letter_campaign_id_slug")),
        schema="vigil",
    )
    op.create_table(
        "letter_sent",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_letter_sent")),
        schema="vigil",
    )
    op.create_table(
        "letter_count",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_hour", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["vigil.letter.id"], name=op.f("fk_letter_count_letter_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_count")),
        schema="vigil",
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["published.campaign.id"], name=op.f("fk_letter_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("campaign_id", "slug", name=op.f("uq_letter_campaign_id_slug")),
        schema="published",
    )
    op.execute("GRANT INSERT (letter_id) ON vigil.letter_sent TO vigil_public")
    op.execute("GRANT SELECT ON published.letter TO vigil_public, vigil_console")
    op.execute("GRANT SELECT ON vigil.letter TO vigil_console, vigil_worker")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.letter_sent, vigil.letter_count, published.letter TO vigil_worker"
    )

"""What organisers are told of their campaigns' figures, and row-level security on it."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    op.create_table(
        "form_count",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("step", _choice("step", "submitted", "mailed"), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_form_count_count_positive")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["vigil.petition.id"], name=op.f("fk_form_count_petition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("petition_id", "step", name=op.f("pk_form_count")),
        schema="vigil",
    )
    op.create_table(
        "told_total",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "hour", name=op.f("pk_told_total")),
        schema="vigil",
    )
    op.create_table(
        "told_figure",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column(
            "subject",
            _choice(
                "subject", "country", "language", "source", "source_loads", "loads", "submitted", "mailed", "bounced"
            ),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("count = 0 OR count >= 10", name=op.f("ck_told_figure_no_small_group")),
        sa.PrimaryKeyConstraint("petition_id", "subject", "key", "day", name=op.f("pk_told_figure")),
        schema="vigil",
    )
    op.create_table(
        "told_day",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_told_day")),
        schema="vigil",
    )
    op.execute((Path(__file__).parent.parent / "sql" / "0013_told.sql").read_text())

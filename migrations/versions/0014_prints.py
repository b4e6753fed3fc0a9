"""Signature sheets and posters."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    op.create_table(
        "print",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("wording_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", "sheet", "poster"), nullable=False),
        sa.Column("size", _choice("size", "a4", "a3"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _choice("state", "waiting", "ready", "failed"), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text()),
        sa.Column("pdf", sa.LargeBinary()),
        sa.CheckConstraint("(state = 'ready') = (pdf IS NOT NULL)", name=op.f("ck_print_ready_has_a_pdf")),
        sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_print_failed_for_a_reason")),
        sa.CheckConstraint("kind = 'poster' OR size = 'a4'", name=op.f("ck_print_sheets_are_a4")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["vigil.organisation.id"], name=op.f("fk_print_organisation_id")
        ),
        sa.ForeignKeyConstraint(["petition_id"], ["vigil.petition.id"], name=op.f("fk_print_petition_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["vigil.wording.id"], name=op.f("fk_print_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print")),
        sa.UniqueConstraint("code", name=op.f("uq_print_code")),
        schema="vigil",
    )
    for column in ("organisation_id", "petition_id", "wording_id", "state"):
        op.create_index(op.f(f"ix_print_{column}"), "print", [column], schema="vigil")
    op.execute((Path(__file__).parent.parent / "sql" / "0014_prints.sql").read_text())

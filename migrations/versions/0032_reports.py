"""Reports of the mail server, suppressions with a reason and an end, and when rules of retention were carried out."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_CHOICES = (
    ("intake", "kind", ("sign", "access", "message", "mail_report")),
    ("form_count", "step", ("submitted", "mailed", "bounced", "complained")),
    (
        "told_figure",
        "subject",
        (
            "country", "language", "source", "source_loads", "loads", "submitted", "mailed", "bounced", "complained",
        ),
    ),
)  # fmt: skip


def upgrade() -> None:
    for table, column, values in _CHOICES:
        _widen(table, column, values)
    op.create_table(
        "reported_call",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_reported_call")),
        schema="vigil",
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.reported_call TO vigil_worker")
    op.create_table(
        "retention_run",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_rows", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_retention_run")),
        schema="published",
    )
    op.execute("GRANT SELECT (rule, last_at) ON published.retention_run TO vigil_public")
    op.execute("GRANT SELECT ON published.retention_run TO vigil_console")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON published.retention_run TO vigil_worker")
    op.execute("ALTER TABLE vigil.suppression ALTER COLUMN reason TYPE varchar(40)")
    op.add_column("suppression", sa.Column("ends_on", sa.Date()), schema="vigil")
    op.execute("ALTER TABLE vigil.suppression DROP CONSTRAINT pk_suppression")
    op.create_primary_key("pk_suppression", "suppression", ["fingerprint", "reason"], schema="vigil")
    op.create_check_constraint(
        op.f("ck_suppression_reason"), "suppression", "reason IN ('asked', 'bounce', 'complaint')", schema="vigil"
    )
    op.create_check_constraint(
        op.f("ck_suppression_bounces_end"), "suppression", "(reason = 'bounce') = (ends_on IS NOT NULL)", schema="vigil"
    )


def _widen(table, column, values) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    name = f"ck_{table}_{column}"
    op.execute(f"ALTER TABLE vigil.{table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE vigil.{table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed})) NOT VALID")
    op.execute(f"ALTER TABLE vigil.{table} VALIDATE CONSTRAINT {name}")

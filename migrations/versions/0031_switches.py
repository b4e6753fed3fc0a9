"""Switches that stop something everywhere, and what a standstill took from petitions."""

import sqlalchemy as sa
from alembic import op

from migrations.row_security import IS_STAFF, protect

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "switch",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("standstill_since", _TIME),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("turned_by", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('signing', 'bulk_mail', 'read_only')", name=op.f("ck_switch_kind")),
        sa.CheckConstraint(
            "(kind = 'bulk_mail') = (standstill_since IS NULL)", name=op.f("ck_switch_signing_stands_still")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_switch_reason_is_said")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_switch")),
        schema="published",
    )
    op.create_table(
        "standstill",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("began_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=False),
        sa.Column("petitions", sa.BigInteger()),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_standstill_ends_after_beginning")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standstill")),
        schema="vigil",
    )
    op.create_index(
        "ix_standstill_waiting", "standstill", ["ended_at"], schema="vigil",
        postgresql_where=sa.text("petitions IS NULL"),
    )
    op.add_column(
        "petition",
        sa.Column("extended_seconds", sa.BigInteger(), server_default="0", nullable=False),
        schema="vigil",
    )
    protect("standstill", seen_if=IS_STAFF)
    op.execute("GRANT SELECT, INSERT (id, began_at, ended_at) ON vigil.standstill TO vigil_console")
    op.execute("GRANT SELECT, UPDATE (petitions) ON vigil.standstill TO vigil_worker")
    _protect_switches()


def _protect_switches() -> None:
    """Everybody may know that something is stopped, staff alone turn it, and the public web is not told why."""
    op.execute("ALTER TABLE published.switch ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE published.switch FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY all_rows ON published.switch TO vigil_owner USING (true) WITH CHECK (true)")
    op.execute(
        "CREATE POLICY read_by_all ON published.switch FOR SELECT TO vigil_public, vigil_console, vigil_worker"
        " USING (true)"
    )
    op.execute(f"CREATE POLICY turned_on ON published.switch FOR INSERT TO vigil_console WITH CHECK ({IS_STAFF})")
    op.execute(f"CREATE POLICY turned_off ON published.switch FOR DELETE TO vigil_console USING ({IS_STAFF})")
    op.execute("GRANT SELECT (kind, standstill_since) ON published.switch TO vigil_public")
    op.execute("GRANT SELECT, INSERT, DELETE ON published.switch TO vigil_console")
    op.execute("GRANT SELECT ON published.switch TO vigil_worker")

"""Clusters of forms, acts on many signatures, questions of staff to the workers, and proof of work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_security import ACCOUNT, IS_STAFF, protect

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_CLUSTERS = ("network_cluster", "domain_cluster", "name_cluster")


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def _refers(table, column, to, **options):
    return sa.ForeignKeyConstraint([column], [f"vigil.{to}.id"], name=op.f(f"fk_{table}_{column}"), **options)


def upgrade() -> None:
    _create_clusters()
    _create_acts()
    _create_searches()
    _create_proofs()
    protect("cluster", seen_if=f"{IS_STAFF} AND (posted >= 10 OR kind = 'petition')")
    protect("bulk_act", seen_if=IS_STAFF)
    protect("signature_search", seen_if=f"{IS_STAFF} AND asked_by = {ACCOUNT}")
    _grant()


def _create_clusters() -> None:
    op.create_table(
        "cluster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", _choice("kind", "petition", "network", "domain", "name", "country", "hour"), nullable=False
        ),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary()),
        sa.Column("first_hour", _TIME, nullable=False),
        sa.Column("last_hour", _TIME, nullable=False),
        sa.Column("in_hour", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("is_trusted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("states", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("reasons", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refreshed_at", _TIME),
        sa.Column("refresh_after", _TIME, nullable=False),
        sa.CheckConstraint("posted >= 0 AND in_hour >= 0", name=op.f("ck_cluster_counts_something")),
        _refers("cluster", "petition_id", "petition", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
        sa.UniqueConstraint("petition_id", "kind", "mark", name=op.f("uq_cluster_petition_id_kind_mark")),
        schema="vigil",
    )
    op.create_index(
        "ix_cluster_due", "cluster", ["refresh_after"], schema="vigil",
        postgresql_where="posted >= 10 OR kind = 'petition'",
    )
    for column in _CLUSTERS:
        op.add_column("submission", sa.Column(column, sa.Uuid()), schema="vigil")
        op.create_foreign_key(
            op.f(f"fk_submission_{column}"), "submission", "cluster", [column], ["id"],
            source_schema="vigil", referent_schema="vigil", ondelete="SET NULL",
        )
        op.create_index(
            f"ix_submission_{column}", "submission", [column], schema="vigil",
            postgresql_where=f"{column} IS NOT NULL",
        )


def _create_acts() -> None:
    op.create_table(
        "bulk_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", "reject", "release", "hold"), nullable=False),
        sa.Column(
            "state",
            _choice("state", "counting", "ready", "acting", "acted", "cancelled", "undoing", "undone"),
            nullable=False,
        ),
        sa.Column("cluster_id", sa.Uuid()),
        sa.Column("cluster_label", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("hour_from", _TIME),
        sa.Column("hour_to", _TIME),
        sa.Column("hold_reason", _choice("hold_reason", "network", "domain", "name", "hour", "unproven")),
        sa.Column("held_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "reason",
            _choice(
                "reason", "burst", "made_up", "one_person", "throw_away", "rally", "called_upon", "looked_at", "other"
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        *(
            sa.Column(count, sa.BigInteger(), server_default="0", nullable=False)
            for count in ("total", "done", "changed", "undone", "given_back")
        ),
        sa.Column("figures", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", _TIME),
        sa.Column("undo_by", sa.Uuid()),
        sa.Column("undo_at", _TIME),
        sa.Column("ended_at", _TIME),
        sa.CheckConstraint("hour_from < hour_to", name=op.f("ck_bulk_act_hours_in_order")),
        sa.CheckConstraint("reason <> 'other' OR words <> ''", name=op.f("ck_bulk_act_other_reasons_are_said")),
        sa.CheckConstraint(
            "state IN ('counting', 'ready', 'cancelled') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_bulk_act_somebody_said_yes"),
        ),
        sa.CheckConstraint(
            "changed <= done AND done <= total AND undone <= done", name=op.f("ck_bulk_act_counts_in_order")
        ),
        _refers("bulk_act", "petition_id", "petition"),
        _refers("bulk_act", "cluster_id", "cluster", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
        schema="vigil",
    )
    op.create_index(op.f("ix_bulk_act_petition_id"), "bulk_act", ["petition_id"], schema="vigil")
    op.create_index(op.f("ix_bulk_act_cluster_id"), "bulk_act", ["cluster_id"], schema="vigil")
    op.create_index(
        "ix_bulk_act_moving", "bulk_act", ["asked_at"], schema="vigil",
        postgresql_where="state IN ('counting', 'acting', 'undoing')",
    )
    states = ("pending", "confirmed", "held", "rejected", "withdrawn", "expired")
    op.create_table(
        "bulk_act_item",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signature_id", sa.Uuid()),
        sa.Column("state_before", _choice("state_before", *states), nullable=False),
        sa.Column("state", _choice("state", "waiting", "done", "passed_over", "undone", "kept"), nullable=False),
        _refers("bulk_act_item", "act_id", "bulk_act", ondelete="CASCADE"),
        _refers("bulk_act_item", "signature_id", "signature", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("act_id", "number", name=op.f("pk_bulk_act_item")),
        schema="vigil",
    )
    op.create_index(op.f("ix_bulk_act_item_signature_id"), "bulk_act_item", ["signature_id"], schema="vigil")


def _create_searches() -> None:
    op.create_table(
        "signature_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("petition_id", sa.Uuid()),
        sa.Column("country", sa.Text()),
        sa.Column("hour_from", _TIME),
        sa.Column("hour_to", _TIME),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("key_day", sa.Date()),
        sa.Column("state", _choice("state", "waiting", "answered", "unreadable"), nullable=False),
        sa.Column("found", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hits", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "(sealed IS NULL) = (key_day IS NULL)", name=op.f("ck_signature_search_sealed_under_a_day")
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR sealed IS NULL", name=op.f("ck_signature_search_forgotten_once_answered")
        ),
        _refers("signature_search", "asked_by", "account", ondelete="CASCADE"),
        _refers("signature_search", "petition_id", "petition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_search")),
        schema="vigil",
    )
    op.create_index(op.f("ix_signature_search_asked_by"), "signature_search", ["asked_by"], schema="vigil")
    op.create_index(op.f("ix_signature_search_petition_id"), "signature_search", ["petition_id"], schema="vigil")


def _create_proofs() -> None:
    op.create_table(
        "proof_dial",
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_proof_dial")),
        schema="published",
    )
    op.create_table(
        "used_proof",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_used_proof")),
        schema="vigil",
    )
    op.create_index(op.f("ix_used_proof_expires_at"), "used_proof", ["expires_at"], schema="vigil")
    _protect_dial()


def _protect_dial() -> None:
    """Everybody reads the dial; of the consoles, staff alone turn it."""
    op.execute("ALTER TABLE published.proof_dial ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE published.proof_dial FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY all_rows ON published.proof_dial TO vigil_owner, vigil_worker USING (true) WITH CHECK (true)"
    )
    op.execute(
        "CREATE POLICY read_by_all ON published.proof_dial FOR SELECT TO vigil_public, vigil_console USING (true)"
    )
    op.execute(f"CREATE POLICY turned_on ON published.proof_dial FOR INSERT TO vigil_console WITH CHECK ({IS_STAFF})")
    op.execute(f"CREATE POLICY turned_off ON published.proof_dial FOR DELETE TO vigil_console USING ({IS_STAFF})")
    op.execute("GRANT SELECT ON published.proof_dial TO vigil_public, vigil_worker")
    op.execute("GRANT SELECT, INSERT, DELETE ON published.proof_dial TO vigil_console")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.used_proof TO vigil_worker")


def _grant() -> None:
    """Staff read numbers and labels, ask, and say yes or no. Lists of signatures are the workers' alone."""
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.cluster, vigil.bulk_act, vigil.bulk_act_item,"
        " vigil.signature_search TO vigil_worker"
    )
    op.execute(
        "GRANT SELECT (id, petition_id, kind, label, first_hour, last_hour, in_hour, posted, is_trusted, states,"
        " reasons, held, refreshed_at, refresh_after), UPDATE (is_trusted, refresh_after) ON vigil.cluster TO vigil_console"
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, undo_by, undo_at, ended_at)"
        " ON vigil.bulk_act TO vigil_console"
    )
    op.execute(
        "GRANT SELECT (id, asked_by, asked_at, petition_id, country, hour_from, hour_to, key_day, state, found, hits),"
        " INSERT ON vigil.signature_search TO vigil_console"
    )

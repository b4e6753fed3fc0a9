"""Exports: requests, keys they leave for, marker rows; notices to staff about them."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_security import IS_STAFF, protect

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STATES = ("asked", "approved", "compiling", "ready", "fetched", "rejected", "cancelled", "failed", "expired")
_NOTICES = (
    "password_changed", "second_factor_changed", "application_refused",
    "export_key_added", "export_asked", "export_approved", "export_fetched",
)  # fmt: skip


def _moment(name, nullable=True):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name):
    return sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False)


def _refers(table, column, to, **options):
    return sa.ForeignKeyConstraint([column], [f"vigil.{to}.id"], name=op.f(f"fk_{table}_{column}"), **options)


def upgrade():
    _create_keys()
    _create_exports()
    _create_rows()
    for table in ("export", "export_key"):
        protect(table, seen_if=IS_STAFF)
    op.execute((Path(__file__).parent.parent / "sql" / "0026_exports.sql").read_text())
    op.execute("ALTER TABLE vigil.account_notice DROP CONSTRAINT ck_account_notice_kind")
    op.execute(f"ALTER TABLE vigil.account_notice ADD CONSTRAINT ck_account_notice_kind CHECK (kind IN {_NOTICES}) NOT VALID")
    op.execute("ALTER TABLE vigil.account_notice VALIDATE CONSTRAINT ck_account_notice_kind")


def _create_keys():
    op.create_table(
        "export_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("age_key", sa.Text(), nullable=False),
        _moment("added_at", nullable=False),
        _moment("usable_from", nullable=False),
        _moment("revoked_at"),
        sa.Column("revoked_by", sa.Uuid()),
        sa.CheckConstraint("usable_from >= added_at", name=op.f("ck_export_key_usable_later")),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_export_key_revoked_by_somebody")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_key")),
        sa.UniqueConstraint("age_key", name=op.f("uq_export_key_age_key")),
        schema="vigil",
    )
    op.create_index(op.f("ix_export_key_account_id"), "export_key", ["account_id"], schema="vigil")


def _create_exports():
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("request", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _moment("asked_at", nullable=False),
        _moment("expires_at", nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=40, schema="vigil"),
            server_default="asked",
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid()),
        _moment("decided_at"),
        sa.Column("approved_digest", sa.LargeBinary()),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        _moment("cut_off"),
        *(_number(name) for name in ("done", "total", "people", "markers")),
        _moment("started_at"),
        sa.Column("plain_sha256", sa.LargeBinary()),
        sa.Column("size_bytes", sa.BigInteger()),
        *(_moment(name) for name in ("ready_at", "gone_at", "fetched_at")),
        sa.Column("failure", sa.Text()),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_export_decided_by_another")),
        sa.CheckConstraint("approved_digest = digest", name=op.f("ck_export_approved_as_asked")),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'compiling', 'ready', 'fetched', 'failed')"
            " OR (decided_by IS NOT NULL AND approved_digest IS NOT NULL)",
            name=op.f("ck_export_approved_before_it_is_compiled"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'fetched') OR (plain_sha256 IS NOT NULL AND gone_at IS NOT NULL)",
            name=op.f("ck_export_ready_with_its_digest"),
        ),
        sa.CheckConstraint("state <> 'rejected' OR words <> ''", name=op.f("ck_export_rejected_for_a_reason")),
        sa.CheckConstraint("(state = 'fetched') = (fetched_at IS NOT NULL)", name=op.f("ck_export_fetched_at_a_time")),
        _refers("export", "petition_id", "petition"),
        _refers("export", "key_id", "export_key"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        schema="vigil",
    )
    for column in ("petition_id", "key_id", "asked_at"):
        op.create_index(op.f(f"ix_export_{column}"), "export", [column], schema="vigil")
    op.create_index(
        "ix_export_unfinished", "export", ["decided_at"], schema="vigil",
        postgresql_where=sa.text("state IN ('approved', 'compiling')"),
    )


def _create_rows():
    op.create_table(
        "export_recent",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        _refers("export_recent", "export_id", "export", ondelete="CASCADE"),
        _refers("export_recent", "signature_id", "signature", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("export_id", "signature_id", name=op.f("pk_export_recent")),
        schema="vigil",
    )
    op.create_index(op.f("ix_export_recent_signature_id"), "export_recent", ["signature_id"], schema="vigil")
    op.create_table(
        "export_marker",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        _refers("export_marker", "export_id", "export", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_export_marker")),
        schema="vigil",
    )
    op.create_index(op.f("ix_export_marker_export_id"), "export_marker", ["export_id"], schema="vigil")

"""Webhooks of organisations, what happened, and each telling of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_security import protect, protect_child, protect_of_organisation

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    op.create_table(
        "webhook_key",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_webhook_key_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_key")),
        schema="vigil",
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", _choice("state", "active", "paused", "disabled"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("address ~ '^https?://'", name=op.f("ck_webhook_address_is_one")),
        sa.CheckConstraint(
            "(state = 'disabled') = (disabled_at IS NOT NULL)", name=op.f("ck_webhook_disabled_at_a_time")
        ),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_webhook_failures_counted")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["vigil.organisation.id"], name=op.f("fk_webhook_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        schema="vigil",
    )
    op.create_index(op.f("ix_webhook_organisation_id"), "webhook", ["organisation_id"], unique=False, schema="vigil")
    op.create_table(
        "webhook_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _choice("kind", "milestone.reached", "update.published", "delivery.made", "webhook.test"),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["vigil.organisation.id"],
            name=op.f("fk_webhook_event_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_event")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_webhook_event_kind_subject")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_webhook_event_organisation_id"), "webhook_event", ["organisation_id"], unique=False, schema="vigil"
    )
    op.create_table(
        "webhook_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("state", _choice("state", "waiting", "taken", "failed"), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["vigil.webhook.id"], name=op.f("fk_webhook_call_webhook_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["vigil.webhook_event.id"], name=op.f("fk_webhook_call_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_call")),
        sa.UniqueConstraint("webhook_id", "event_id", name=op.f("uq_webhook_call_webhook_id_event_id")),
        schema="vigil",
    )
    op.create_index(op.f("ix_webhook_call_event_id"), "webhook_call", ["event_id"], unique=False, schema="vigil")
    op.create_index(
        "ix_webhook_call_due",
        "webhook_call",
        ["not_before"],
        unique=False,
        schema="vigil",
        postgresql_where="state = 'waiting'",
    )
    op.create_table(
        "webhook_try",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(status IS NULL) = (failure IS NOT NULL)", name=op.f("ck_webhook_try_status_or_failure")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["vigil.webhook_call.id"], name=op.f("fk_webhook_try_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_webhook_try")),
        schema="vigil",
    )
    op.create_index(op.f("ix_webhook_try_call_id"), "webhook_try", ["call_id"], unique=False, schema="vigil")
    op.execute("GRANT SELECT ON vigil.webhook_key, vigil.webhook_try TO vigil_console")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.webhook TO vigil_console")
    op.execute("GRANT SELECT, INSERT ON vigil.webhook_event TO vigil_console")
    op.execute("GRANT SELECT, INSERT, UPDATE ON vigil.webhook_call TO vigil_console")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.webhook_key, vigil.webhook, vigil.webhook_event,"
        " vigil.webhook_call, vigil.webhook_try TO vigil_worker"
    )
    protect("webhook_key", seen_if="true", written_if="false")
    protect_of_organisation("webhook")
    protect_of_organisation("webhook_event")
    protect_child("webhook_call", column="webhook_id", parent="webhook")
    protect_child("webhook_try", column="call_id", parent="webhook_call")

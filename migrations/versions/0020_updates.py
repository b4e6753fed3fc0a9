"""Updates to signatories who asked for them."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def _number(name, default=None):
    return sa.Column(name, sa.BigInteger(), server_default=default, nullable=False)


def _moment(name, nullable=True):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table, column, target, ondelete=None):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade():
    op.create_table(
        "update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        _number("number"),
        sa.Column("subject", postgresql.JSONB(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("is_mailed", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column(
            "state",
            _one_of("state", "draft", "ready", "approved", "sending", "paused", "sent", "cancelled"),
            nullable=False,
        ),
        _number("revision", sa.text("1")),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid()),
        _moment("changed_at", nullable=False),
        _moment("approved_at"),
        _moment("held_until"),
        _moment("started_at"),
        _moment("resumed_at"),
        _number("done_before", sa.text("0")),
        _moment("ended_at"),
        _number("total", sa.text("0")),
        sa.Column("is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("approver_id <> author_id", name=op.f("ck_update_approved_by_another")),
        sa.CheckConstraint(
            "held_until >= approved_at + interval '30 minutes'", name=op.f("ck_update_held_long_enough")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'ready') OR (approver_id IS NOT NULL AND approved_at IS NOT NULL"
            " AND held_until IS NOT NULL)",
            name=op.f("ck_update_approved_before_it_goes"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('sending', 'paused', 'sent') OR started_at IS NOT NULL",
            name=op.f("ck_update_started_at_a_time"),
        ),
        sa.CheckConstraint(
            "(state IN ('sent', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_update_ended_at_a_time")
        ),
        _key("update", "organisation_id", "vigil.organisation.id"),
        _key("update", "campaign_id", "vigil.campaign.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_update_campaign_id_number")),
        schema="vigil",
    )
    op.create_index(op.f("ix_update_organisation_id"), "update", ["organisation_id"], schema="vigil")
    op.create_index(
        "ix_update_going",
        "update",
        ["state"],
        schema="vigil",
        postgresql_where=sa.text("state IN ('approved', 'sending')"),
    )
    op.create_table(
        "update_recipient",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signature_id", sa.Uuid()),
        sa.Column("state", _one_of("state", "waiting", "sent", "left_out", "failed"), nullable=False),
        _number("attempts", sa.text("0")),
        _moment("not_before"),
        sa.Column("failure", sa.Text()),
        _key("update_recipient", "update_id", "vigil.update.id", "CASCADE"),
        _key("update_recipient", "signature_id", "vigil.signature.id", "SET NULL"),
        sa.PrimaryKeyConstraint("update_id", "number", name=op.f("pk_update_recipient")),
        sa.UniqueConstraint("signature_id", "update_id", name=op.f("uq_update_recipient_signature_id_update_id")),
        schema="vigil",
    )
    op.create_table(
        "update_share",
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.BigInteger(), autoincrement=False, nullable=False),
        _number("sent", sa.text("0")),
        _number("left_out", sa.text("0")),
        _number("failed", sa.text("0")),
        sa.Column("trouble", sa.Text()),
        _key("update_share", "update_id", "vigil.update.id", "CASCADE"),
        sa.PrimaryKeyConstraint("update_id", "share", name=op.f("pk_update_share")),
        schema="vigil",
    )
    op.create_table(
        "unsubscribe_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=False),
        _key("unsubscribe_link", "signature_id", "vigil.signature.id", "CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_unsubscribe_link")),
        schema="vigil",
    )
    op.create_index(op.f("ix_unsubscribe_link_signature_id"), "unsubscribe_link", ["signature_id"], schema="vigil")
    op.create_table(
        "update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        _number("number"),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        _key("update", "campaign_id", "published.campaign.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_update_campaign_id_number")),
        schema="published",
    )
    op.execute((Path(__file__).parent.parent / "sql" / "0020_updates.sql").read_text())

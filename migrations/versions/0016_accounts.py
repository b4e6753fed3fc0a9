"""Accounts, their ways of signing in, who belongs to which organisation; and row-level security."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_security import (
    ACCOUNT,
    IS_STAFF,
    ORGANISATION,
    TOKEN,
    protect,
    protect_child,
    protect_of_organisation,
)

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    _create_tables()
    op.execute("ALTER TABLE vigil.outgoing_mail DROP CONSTRAINT ck_outgoing_mail_kind")
    op.execute(
        "ALTER TABLE vigil.outgoing_mail ADD CONSTRAINT ck_outgoing_mail_kind"
        " CHECK (kind IN ('confirm', 'already_signed', 'access', 'reminder',"
        " 'account_invitation', 'account_reset', 'account_notice')) NOT VALID"
    )
    op.execute("ALTER TABLE vigil.outgoing_mail VALIDATE CONSTRAINT ck_outgoing_mail_kind")
    op.execute((Path(__file__).parent.parent / "sql" / "0016_accounts.sql").read_text())
    _protect_accounts()
    _protect_content()


def _protect_accounts() -> None:
    protect(
        "membership",
        seen_if=f"organisation_id = {ORGANISATION} OR account_id = {ACCOUNT} OR {IS_STAFF}",
        written_if=f"organisation_id = {ORGANISATION} OR {IS_STAFF}",
    )
    protect(
        "organisation",
        seen_if=f"id = {ORGANISATION} OR {IS_STAFF} OR EXISTS (SELECT FROM vigil.membership AS mine"
        f" WHERE mine.organisation_id = organisation.id AND mine.account_id = {ACCOUNT})",
        written_if=f"id = {ORGANISATION} OR {IS_STAFF}",
    )
    protect("invitation", seen_if=f"organisation_id = {ORGANISATION} OR {IS_STAFF} OR token_hash = {TOKEN}")
    protect("application", seen_if=IS_STAFF, written_if=f"state = 'waiting' OR {IS_STAFF}")


def _protect_content() -> None:
    for table in ("campaign", "prisoner"):
        protect_of_organisation(table)
    for table in ("campaign_prisoner", "campaign_group", "campaign_memorial", "outcome", "letter", "petition"):
        protect_child(table, column="campaign_id", parent="campaign")
    for table in ("petition_recipient", "target", "wording"):
        protect_child(table, column="petition_id", parent="petition")
    for table in ("case_fact", "case_event"):
        protect_child(table, column="prisoner_id", parent="prisoner")
    protect_child("wording_recipient", column="wording_id", parent="wording")
    protect_child("case_fact_source", column="fact_id", parent="case_fact")
    protect_child("case_event_source", column="event_id", parent="case_event")
    rests = ("case_fact_source", "case_event_source", "prisoner_group_source", "memorial_source")
    protect(
        "source",
        seen_if=" OR ".join(
            f"EXISTS (SELECT FROM vigil.{table} AS link WHERE link.source_id = source.id)" for table in rests
        ),
    )


def _create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.Text(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_counter", sa.BigInteger(), nullable=True),
        sa.Column("staff_role", _choice("staff_role", "lead", "reviewer"), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email LIKE '%_@_%'", name=op.f("ck_account_email_is_one")),
        sa.CheckConstraint("language IN ('en', 'fa')", name=op.f("ck_account_language_of_the_console")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_account_fs_webauthn_user_handle")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_account_mailbox")),
        schema="vigil",
    )
    op.create_table(
        "attempt",
        sa.Column("trace", sa.LargeBinary(), nullable=False),
        sa.Column("at_rest", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("trace", name=op.f("pk_attempt")),
        schema="vigil",
    )
    op.create_index(op.f("ix_attempt_at_rest"), "attempt", ["at_rest"], unique=False, schema="vigil")
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_account_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
        schema="vigil",
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"], unique=False, schema="vigil")
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("state", _choice("state", "waiting", "approved", "refused"), nullable=False),
        sa.Column(
            "refusal",
            _choice("refusal", "unknown_group", "no_consent", "not_a_prisoner", "already_here", "unsafe", "other"),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_application_refused_for_a_reason")
        ),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_application_decided_at_a_time")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["vigil.account.id"], name=op.f("fk_application_decided_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["vigil.organisation.id"],
            name=op.f("fk_application_organisation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        schema="vigil",
    )
    op.create_index(op.f("ix_application_decided_by"), "application", ["decided_by"], unique=False, schema="vigil")
    op.create_index(
        op.f("ix_application_organisation_id"), "application", ["organisation_id"], unique=False, schema="vigil"
    )
    op.create_index(op.f("ix_application_state"), "application", ["state"], unique=False, schema="vigil")
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("role", _choice("role", "owner", "editor", "viewer"), nullable=True),
        sa.Column("staff_role", _choice("staff_role", "lead", "reviewer"), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(organisation_id IS NULL) = (role IS NULL)", name=op.f("ck_invitation_role_in_an_organisation")
        ),
        sa.CheckConstraint("(role IS NULL) <> (staff_role IS NULL)", name=op.f("ck_invitation_either_member_or_staff")),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["vigil.account.id"], name=op.f("fk_invitation_invited_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["vigil.organisation.id"],
            name=op.f("fk_invitation_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
        schema="vigil",
    )
    op.create_index(op.f("ix_invitation_invited_by"), "invitation", ["invited_by"], unique=False, schema="vigil")
    op.create_index(
        op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"], unique=False, schema="vigil"
    )
    op.create_table(
        "membership",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", _choice("role", "owner", "editor", "viewer"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_membership_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["vigil.organisation.id"],
            name=op.f("fk_membership_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "organisation_id", name=op.f("pk_membership")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False, schema="vigil"
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_passkey_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        schema="vigil",
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"], unique=False, schema="vigil")
    op.create_table(
        "password_reset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_password_reset_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_reset_token_hash")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_password_reset_account_id"), "password_reset", ["account_id"], unique=False, schema="vigil"
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
        schema="vigil",
    )
    op.create_table(
        "account_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind", _choice("kind", "password_changed", "second_factor_changed", "application_refused"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_account_notice_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["vigil.application.id"],
            name=op.f("fk_account_notice_application_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_notice")),
        schema="vigil",
    )
    op.create_index(
        op.f("ix_account_notice_account_id"), "account_notice", ["account_id"], unique=False, schema="vigil"
    )
    op.create_index(
        op.f("ix_account_notice_application_id"), "account_notice", ["application_id"], unique=False, schema="vigil"
    )
    op.add_column("prisoner", sa.Column("organisation_id", sa.Uuid(), nullable=True), schema="vigil")
    op.create_index(op.f("ix_prisoner_organisation_id"), "prisoner", ["organisation_id"], unique=False, schema="vigil")
    op.create_foreign_key(
        op.f("fk_prisoner_organisation_id"),
        "prisoner",
        "organisation",
        ["organisation_id"],
        ["id"],
        source_schema="vigil",
        referent_schema="vigil",
    )

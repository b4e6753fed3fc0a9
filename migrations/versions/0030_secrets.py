"""Row-level security for what opens accounts: sessions, passkeys, recovery codes and mailed links."""

from alembic import op

from migrations.row_security import ACCOUNT, IS_STAFF, TOKEN, protect

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    protect(
        "account_session",
        seen_if=f"account_id = {ACCOUNT} OR token_hash = {TOKEN} OR {IS_STAFF}",
        written_if="true",  # whoever signs in is nobody yet
    )
    protect("passkey", seen_if=f"account_id = {ACCOUNT} OR credential_id = {TOKEN}")
    protect("recovery_code", seen_if=f"account_id = {ACCOUNT}")
    protect("password_reset", seen_if=f"token_hash = {TOKEN}", written_if=f"token_hash IS NULL OR token_hash = {TOKEN}")
    op.execute("REVOKE SELECT ON vigil.account_notice FROM vigil_console")
    # A row for an address that nobody has looks like any other: no account is behind its id, and none is looked for.
    op.drop_constraint(op.f("fk_password_reset_account_id"), "password_reset", schema="vigil")

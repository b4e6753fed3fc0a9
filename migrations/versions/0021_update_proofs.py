"""Test mails of updates to those who write them; to how many an update would go."""

import sqlalchemy as sa
from alembic import op

from migrations.row_security import protect_child

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("update", sa.Column("audience", sa.BigInteger()), schema="vigil")
    op.create_table(
        "update_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("update_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_queued", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"], ["vigil.update.id"], name=op.f("fk_update_proof_update_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["vigil.account.id"], name=op.f("fk_update_proof_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_proof")),
        schema="vigil",
    )
    op.create_index(op.f("ix_update_proof_update_id"), "update_proof", ["update_id"], schema="vigil")
    op.create_index(op.f("ix_update_proof_account_id"), "update_proof", ["account_id"], schema="vigil")
    protect_child("update_proof", column="update_id", parent="update")
    op.execute("GRANT SELECT, INSERT ON vigil.update_proof TO vigil_console")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON vigil.update_proof TO vigil_worker")
    op.execute("ALTER TABLE vigil.outgoing_mail DROP CONSTRAINT ck_outgoing_mail_kind")
    op.execute(
        "ALTER TABLE vigil.outgoing_mail ADD CONSTRAINT ck_outgoing_mail_kind CHECK (kind IN ('confirm',"
        " 'already_signed', 'access', 'reminder', 'account_invitation', 'account_reset', 'account_notice',"
        " 'update_proof')) NOT VALID"
    )
    op.execute("ALTER TABLE vigil.outgoing_mail VALIDATE CONSTRAINT ck_outgoing_mail_kind")

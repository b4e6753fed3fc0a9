"""One reminder to those who have not confirmed."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE vigil.submission ADD COLUMN is_reminded boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE vigil.outgoing_mail DROP CONSTRAINT ck_outgoing_mail_kind")
    op.execute(
        "ALTER TABLE vigil.outgoing_mail ADD CONSTRAINT ck_outgoing_mail_kind"
        " CHECK (kind IN ('confirm', 'already_signed', 'access', 'reminder')) NOT VALID"
    )
    op.execute("ALTER TABLE vigil.outgoing_mail VALIDATE CONSTRAINT ck_outgoing_mail_kind")

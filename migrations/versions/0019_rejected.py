"""The day on which a message was rejected: a month later it is deleted."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE vigil.message ADD COLUMN rejected_on date")
    op.execute("UPDATE vigil.message SET rejected_on = CURRENT_DATE WHERE state = 'rejected'")
    op.execute(
        "ALTER TABLE vigil.message ADD CONSTRAINT ck_message_rejected_on_a_day"
        " CHECK ((state = 'rejected') = (rejected_on IS NOT NULL)) NOT VALID"
    )
    op.execute("ALTER TABLE vigil.message VALIDATE CONSTRAINT ck_message_rejected_on_a_day")

"""Who counts once and who is the holder; a private page of one row; public names through a view."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute((Path(__file__).parent.parent / "sql" / "0009_identity.sql").read_text())

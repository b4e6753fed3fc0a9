"""What stands around a case: prisons, groups, memorials, themes and outcomes."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute((Path(__file__).parent.parent / "sql" / "0005_cases.sql").read_text())

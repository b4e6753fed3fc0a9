"""The words a campaign is found by, beside its public copy; empty until it is published again."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE published.campaign ADD COLUMN search_text text DEFAULT '' NOT NULL")
    op.execute("CREATE INDEX ix_campaign_search ON published.campaign USING gin (search_text public.gin_trgm_ops)")

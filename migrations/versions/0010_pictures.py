"""Pictures, their variants, the portraits of campaigns, and share cards."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alt", postgresql.JSONB(), nullable=False),
        sa.Column("focus_x", sa.Float(53), nullable=False),
        sa.Column("focus_y", sa.Float(53), nullable=False),
        sa.Column("state", _choice("state", "waiting", "ready", "refused"), nullable=False),
        sa.Column(
            "refusal",
            _choice(
                "refusal", "svg", "animated", "unreadable", "too_small", "too_many_pixels", "broke_the_darkroom"
            ),
        ),
        sa.Column("original", sa.LargeBinary()),
        sa.CheckConstraint(
            "focus_x BETWEEN 0 AND 1 AND focus_y BETWEEN 0 AND 1", name=op.f("ck_picture_focus_inside")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (original IS NOT NULL)", name=op.f("ck_picture_original_goes_when_worked_on")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_picture_refused_for_a_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        schema="vigil",
    )
    op.create_index(op.f("ix_picture_state"), "picture", ["state"], schema="vigil")
    op.create_table(
        "picture_variant",
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _choice("kind", "avif", "webp", "jpg"), nullable=False),
        sa.Column("width", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["vigil.picture.id"], name=op.f("fk_picture_variant_picture_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("picture_id", "kind", "width", name=op.f("pk_picture_variant")),
        schema="vigil",
    )
    op.create_index(op.f("ix_picture_variant_digest"), "picture_variant", ["digest"], schema="vigil")
    op.create_table(
        "campaign_portrait",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["vigil.campaign.id"], name=op.f("fk_campaign_portrait_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["vigil.picture.id"], name=op.f("fk_campaign_portrait_picture_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_portrait")),
        schema="vigil",
    )
    op.create_index(op.f("ix_campaign_portrait_picture_id"), "campaign_portrait", ["picture_id"], schema="vigil")
    op.create_table(
        "share_card",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("shape", _choice("shape", "wide", "square"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("words_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.Column("failure", sa.Text()),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("digest IS NOT NULL OR failure IS NOT NULL", name=op.f("ck_share_card_drawn_or_failed")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["vigil.campaign.id"], name=op.f("fk_share_card_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "language", "shape", name=op.f("pk_share_card")),
        schema="vigil",
    )
    op.create_index(op.f("ix_share_card_digest"), "share_card", ["digest"], schema="vigil")
    op.execute((Path(__file__).parent.parent / "sql" / "0010_pictures.sql").read_text())

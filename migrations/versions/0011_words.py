"""Messages of solidarity, and comments that moderators let be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WORKER = "GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO vigil_worker"
_READERS = "GRANT SELECT ({}) ON published.{} TO vigil_public, vigil_console"


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, schema="vigil")


def upgrade() -> None:
    op.execute("ALTER TABLE vigil.intake DROP CONSTRAINT ck_intake_kind")
    op.execute(
        "ALTER TABLE vigil.intake ADD CONSTRAINT ck_intake_kind CHECK (kind IN ('sign', 'access', 'message')) NOT VALID"
    )
    op.execute("ALTER TABLE vigil.intake VALIDATE CONSTRAINT ck_intake_kind")
    op.create_table(
        "comment_verdict",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", _one_of("verdict", "published", "rejected"), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["vigil.signature.id"],
            name=op.f("fk_comment_verdict_signature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_comment_verdict")),
        schema="vigil",
    )
    op.create_index(op.f("ix_comment_verdict_signature_id"), "comment_verdict", ["signature_id"], schema="vigil")
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("shown_as", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["published.campaign.petition_id"],
            name=op.f("fk_comment_petition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        schema="published",
    )
    op.create_index("ix_comment_petition", "comment", ["petition_id", "id"], schema="published")
    op.create_table(
        "comment_shown",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("show_name", _one_of("show_name", "no", "initials", "full"), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["published.comment.id"],
            name=op.f("fk_comment_shown_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_shown")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_comment_shown_submission_id")),
        schema="vigil",
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_trace", sa.LargeBinary(), nullable=False),
        sa.Column("state", _one_of("state", "waiting", "published", "rejected"), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["vigil.petition.id"], name=op.f("fk_message_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("content_trace", name=op.f("uq_message_content_trace")),
        schema="vigil",
    )
    op.create_index("ix_message_petition_state", "message", ["petition_id", "state"], schema="vigil")
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("petition_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["published.campaign.petition_id"],
            name=op.f("fk_message_petition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        schema="published",
    )
    op.create_index("ix_message_petition", "message", ["petition_id", "id"], schema="published")
    op.execute(_READERS.format("id, petition_id, shown_as, country, language, text", "comment"))
    op.execute(_READERS.format("id, petition_id, language, name, text", "message"))
    op.execute(
        _WORKER.format(
            "vigil.comment_verdict, vigil.comment_shown, vigil.message, published.comment, published.message"
        )
    )

"""The whole of a picture, to cut it anew; the order of sources and of events of one day; a status that is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keep_wholes()
    op.execute("ALTER TABLE vigil.prisoner DROP CONSTRAINT ck_prisoner_status")
    op.execute(
        "ALTER TABLE vigil.prisoner ADD CONSTRAINT ck_prisoner_status CHECK (status IN ('unknown', 'detained',"
        " 'released', 'executed', 'died_in_custody', 'disappeared')) NOT VALID"
    )
    op.execute("ALTER TABLE vigil.prisoner VALIDATE CONSTRAINT ck_prisoner_status")
    for table in ("source", "case_event"):
        op.add_column(
            table, sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False), schema="vigil"
        )


def _keep_wholes() -> None:
    op.add_column("picture", sa.Column("cut_from_id", sa.Uuid()), schema="vigil")
    op.add_column("picture", sa.Column("whole_digest", sa.Text()), schema="vigil")
    op.add_column("picture", sa.Column("whole_width", sa.BigInteger()), schema="vigil")
    op.add_column("picture", sa.Column("whole_height", sa.BigInteger()), schema="vigil")
    op.create_foreign_key(
        op.f("fk_picture_cut_from_id"),
        "picture",
        "picture",
        ["cut_from_id"],
        ["id"],
        source_schema="vigil",
        referent_schema="vigil",
        ondelete="CASCADE",
    )
    for column in ("cut_from_id", "whole_digest"):
        op.create_index(op.f(f"ix_picture_{column}"), "picture", [column], schema="vigil")
    op.drop_constraint(op.f("ck_picture_original_goes_when_worked_on"), "picture", schema="vigil")
    op.create_check_constraint(
        op.f("ck_picture_source_goes_when_worked_on"),
        "picture",
        "(state = 'waiting') = (original IS NOT NULL OR cut_from_id IS NOT NULL)",
        schema="vigil",
    )
    op.create_check_constraint(
        op.f("ck_picture_uploaded_or_cut"), "picture", "original IS NULL OR cut_from_id IS NULL", schema="vigil"
    )
    op.execute("GRANT SELECT (cut_from_id, whole_digest, whole_width, whole_height) ON vigil.picture TO vigil_console")

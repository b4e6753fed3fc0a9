"""The daily checkpoints, where everybody may read them. They are only added to, by constraint and by trigger."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base


class Checkpoint(Base):
    """One day's counts. ``content`` are the bytes that ``signature`` is over; ``previous`` is the digest before.

    Two with the same one before cannot be: there is one chain.
    """

    __tablename__ = "checkpoint"
    __table_args__ = (
        UniqueConstraint("previous", name="uq_checkpoint_previous", postgresql_nulls_not_distinct=True),
        CheckConstraint("(number = 1) = (previous IS NULL)", name="all_but_the_first_follow"),
        CheckConstraint("sha256 = sha256(content)", name="digest_is_of_content"),
        CheckConstraint("day = (made_at AT TIME ZONE 'UTC')::date", name="one_for_its_day"),
        {"schema": PUBLISHED},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    content: Mapped[bytes]
    sha256: Mapped[bytes] = mapped_column(unique=True)
    previous: Mapped[bytes | None] = mapped_column(ForeignKey("published.checkpoint.sha256"))
    signature: Mapped[bytes]

"""The private page: what is held of one person, sealed to the token in the mail that leads there."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base


class PrivatePage(Base):
    """Lives 24 hours. ``sealed`` opens with the token alone: the database and the web cannot read it without.

    One row of one size, whoever asked: nothing in the database says whether anything is held under an address.
    """

    __tablename__ = "private_page"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    language: Mapped[str]
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ReportedCall(Base):
    """A call of the mail server that was taken, as the hash of its id: the same one again changes nothing."""

    __tablename__ = "reported_call"

    mark: Mapped[bytes] = mapped_column(primary_key=True)
    taken_on: Mapped[date]


class RetentionRun(Base):
    """When a rule of retention was last carried out, which the public reads; how many rows went then, and in all."""

    __tablename__ = "retention_run"
    __table_args__ = ({"schema": PUBLISHED},)

    rule: Mapped[str] = mapped_column(primary_key=True)
    last_at: Mapped[datetime]
    last_rows: Mapped[int]
    rows: Mapped[int]

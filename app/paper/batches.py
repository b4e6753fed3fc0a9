"""What comes back signed: batches, the pages and files their lines are read from, and what was made of each line.

No name and no address is here in clear. The console puts lines in under the workers' public key and can never read
them again; an address is not kept at all, only its fingerprint.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id
from app.paper.states import BatchState, LineReason

TYPED: int = 0
"""The number of a line's source where it was typed; files are numbered from 1."""


class PaperBatch(Base):
    """Signatures that came together: a job that is a row.

    ``total`` lines were put in, ``done`` of them read: ``kept`` of these are people, counted once the batch is,
    ``earlier`` stand on earlier sheets already, the others were refused. ``kept`` follows the people themselves
    by a trigger, and nothing else writes it. ``collected`` is EDTF, or empty.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (
        CheckConstraint("done <= total AND kept + earlier <= done", name="figures_in_reason"),
        CheckConstraint("kept >= 0 AND earlier >= 0", name="figures_not_negative"),
        Index("ix_paper_batch_petition_state", "petition_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"))
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.wording.id"), index=True)
    print_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.print.id"), index=True)
    state: Mapped[BatchState] = mapped_column(choice(BatchState, "state"), default=BatchState.DRAFT)
    collected: Mapped[str]
    place: Mapped[str]
    collected_by: Mapped[str]
    opened_at: Mapped[datetime]
    counted_at: Mapped[datetime | None]
    typed: Mapped[int] = mapped_column(default=0)
    """How many lines were typed so far: the next one's number less one."""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    earlier: Mapped[int] = mapped_column(default=0)


class PaperFile(Base):
    """A table that was uploaded. ``roles`` say what its columns hold; until somebody confirmed them it is not read."""

    __tablename__ = "paper_file"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.paper_batch.id", ondelete="CASCADE"))
    number: Mapped[int]
    encoding: Mapped[str]
    separator: Mapped[str]
    headers: Mapped[list[str]] = mapped_column(JSONB)
    lines: Mapped[int]
    roles: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))


class PaperPage(Base):
    """Lines on their way to a worker, sealed for it under a key of the day; emptied once they are read.

    Its id is made by the page they are typed on: the same page sent twice is one.
    """

    __tablename__ = "paper_page"
    __table_args__ = (Index("ix_paper_page_unread", "batch_id", postgresql_where="sealed IS NOT NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.paper_batch.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.paper_file.id", ondelete="CASCADE"), index=True)
    first_line: Mapped[int]
    lines: Mapped[int]
    key_day: Mapped[date]
    sealed: Mapped[bytes | None] = deferred(mapped_column())


class ScanKind(StrEnum):
    """What a scan is, by its first bytes."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"


class PaperScan(Base):
    """A picture of signed sheets, as evidence: sealed for the workers, shown to nobody in the console.

    It comes in under the day's key (``key_day``); a worker seals it again under the petition's, and ``key_day`` goes.
    """

    __tablename__ = "paper_scan"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.paper_batch.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ScanKind] = mapped_column(choice(ScanKind, "kind"))
    size_bytes: Mapped[int]
    key_day: Mapped[date | None]
    sealed: Mapped[bytes | None] = deferred(mapped_column())


class PaperSignature(Base):
    """One person on paper. ``trace`` is of the name and country, ``fingerprint`` of the address as for those online.

    Ninety days after the petition closed all three are emptied; the person stays counted.
    """

    __tablename__ = "paper_signature"
    __table_args__ = (
        UniqueConstraint("batch_id", "source", "line"),
        Index(
            "uq_paper_signature_address", "petition_id", "fingerprint",
            unique=True, postgresql_where="fingerprint IS NOT NULL",
        ),
        Index("ix_paper_signature_trace", "petition_id", "trace"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.paper_batch.id", ondelete="CASCADE"))
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"))
    source: Mapped[int]
    line: Mapped[int]
    name_sealed: Mapped[bytes | None]
    country: Mapped[str]
    fingerprint: Mapped[bytes | None]
    trace: Mapped[bytes | None]


class PaperRefusal(Base):
    """A line that counts nobody, and why; for a repetition, the line of the same batch that it repeats."""

    __tablename__ = "paper_refusal"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.paper_batch.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[LineReason] = mapped_column(choice(LineReason, "reason"))
    repeats_source: Mapped[int | None]
    repeats_line: Mapped[int | None]


class PaperErasure(Base):
    """Somebody on a sheet asked to be taken out: a worker deletes the line's person and this row."""

    __tablename__ = "paper_erasure"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.paper_batch.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)


class PublishedPaper(Base):
    """What everyone sees of paper: ``counted`` people, of whom about ``also_online`` signed there as well.

    The second is made anew at most once a day and says nothing of one person: ``rules.renew_overlap``.
    """

    __tablename__ = "paper"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    counted: Mapped[int]
    also_online: Mapped[int] = mapped_column(default=0)
    overlap_day: Mapped[date | None]
    as_of: Mapped[datetime]
    frozen: Mapped[bool] = mapped_column(default=False)

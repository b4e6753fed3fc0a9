"""What is printed to be signed or hung up. What comes back signed is in ``batches``."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import Base, choice
from app.core.ids import new_id


class PrintKind(StrEnum):
    """What a print is for: to be signed, or to lead people to the page."""

    SHEET = "sheet"
    POSTER = "poster"


class PrintSize(StrEnum):
    """The paper. A signature sheet is always A4."""

    A4 = "a4"
    A3 = "a3"


class PrintState(StrEnum):
    """Where a print stands."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Print(Base):
    """A job that is a row: a sheet or poster in one language, and the PDF once a worker has typeset it.

    ``code`` stands on it, in the QR code as the source code of its link and in letters: it says which link brought
    people, and which order a sheet that comes back belongs to. ``label`` is the organisers' own note where it goes.
    """

    __tablename__ = "print"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (pdf IS NOT NULL)", name="ready_has_a_pdf"),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failed_for_a_reason"),
        CheckConstraint("kind = 'poster' OR size = 'a4'", name="sheets_are_a4"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.wording.id"), index=True)
    kind: Mapped[PrintKind] = mapped_column(choice(PrintKind, "kind"))
    size: Mapped[PrintSize] = mapped_column(choice(PrintSize, "size"))
    language: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    return_to: Mapped[str]
    """Where signed sheets go, in the organisers' words; empty leaves a line to write on."""
    ordered_at: Mapped[datetime]
    state: Mapped[PrintState] = mapped_column(choice(PrintState, "state"), default=PrintState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    pdf: Mapped[bytes | None] = deferred(mapped_column())

"""Exports: what was asked for, who approved exactly that, how far the file is, and the keys it can leave for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, choice
from app.core.ids import new_id
from app.exports.states import ExportState


class ExportKey(Base):
    """The public half of somebody's age key, registered beforehand and usable from a time on. Revoked is for good."""

    __tablename__ = "export_key"
    __table_args__ = (
        CheckConstraint("usable_from >= added_at", name="usable_later"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(index=True)
    label: Mapped[str]
    age_key: Mapped[str] = mapped_column(unique=True)
    added_at: Mapped[datetime]
    usable_from: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]

    def is_usable(self, *, now: datetime) -> bool:
        """Whether an export may leave for this key."""
        return self.revoked_at is None and self.usable_from <= now


class Export(Base):
    """A row with done, total and state: asked for, approved by another, compiled in the background, fetched once.

    ``request`` never changes: the console may not write it a second time, and ``digest`` is its SHA-256, which both
    people see. ``people`` are its rows without ``markers``.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("decided_by <> asked_by", name="decided_by_another"),
        CheckConstraint("approved_digest = digest", name="approved_as_asked"),
        CheckConstraint(
            "state NOT IN ('approved', 'compiling', 'ready', 'fetched', 'failed')"
            " OR (decided_by IS NOT NULL AND approved_digest IS NOT NULL)",
            name="approved_before_it_is_compiled",
        ),
        CheckConstraint(
            "state NOT IN ('ready', 'fetched') OR (plain_sha256 IS NOT NULL AND gone_at IS NOT NULL)",
            name="ready_with_its_digest",
        ),
        CheckConstraint("state <> 'rejected' OR words <> ''", name="rejected_for_a_reason"),
        CheckConstraint("(state = 'fetched') = (fetched_at IS NOT NULL)", name="fetched_at_a_time"),
        Index("ix_export_unfinished", "decided_at", postgresql_where="state IN ('approved', 'compiling')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    key_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.export_key.id"), index=True)
    request: Mapped[dict[str, Any]]
    digest: Mapped[bytes]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    state: Mapped[ExportState] = mapped_column(choice(ExportState, "state"), server_default=ExportState.ASKED.value)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    approved_digest: Mapped[bytes | None]
    words: Mapped[str] = mapped_column(server_default="")
    """Why it was rejected."""
    cut_off: Mapped[datetime | None]
    """Who confirmed later is not in it; fixed when the first worker begins."""
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int] = mapped_column(server_default=text("0"))
    people: Mapped[int] = mapped_column(server_default=text("0"))
    markers: Mapped[int] = mapped_column(server_default=text("0"))
    started_at: Mapped[datetime | None]
    plain_sha256: Mapped[bytes | None]
    """Of the file before encryption: age's output differs each time."""
    size_bytes: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    failure: Mapped[str | None]

    key: Mapped[ExportKey] = relationship(lazy="raise")


class ExportRecent(Base):
    """Who had confirmed in the very hour of the cut-off: the hour alone cannot tell them from those who came after."""

    __tablename__ = "export_recent"

    export_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.export.id", ondelete="CASCADE"), primary_key=True)
    signature_id: Mapped[UUID] = mapped_column(
        ForeignKey("vigil.signature.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ExportMarker(Base):
    """One invented signatory of one export, as fingerprint: the database alone tells nobody which rows to take out."""

    __tablename__ = "export_marker"

    fingerprint: Mapped[bytes] = mapped_column(primary_key=True)
    export_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.export.id", ondelete="CASCADE"), index=True)

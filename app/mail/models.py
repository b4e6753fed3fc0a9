"""Mails to be sent, as rows: kind, ids, language and a sealed address. Never a body, never a name."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, choice
from app.core.ids import new_id


class MailKind(StrEnum):
    """Each kind is a folder of templates."""

    CONFIRM = "confirm"
    ALREADY_SIGNED = "already_signed"
    ACCESS = "access"
    REMINDER = "reminder"
    ACCOUNT_INVITATION = "account_invitation"
    ACCOUNT_RESET = "account_reset"
    ACCOUNT_NOTICE = "account_notice"
    UPDATE_PROOF = "update_proof"


BULK_KINDS: Final = frozenset({MailKind.REMINDER})
"""What stays in the queue while bulk mail is stopped. Updates have a list of their own."""


class MailState(StrEnum):
    """Where a mail stands. ``cancelled``: no longer wanted when its turn came."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Priority(IntEnum):
    """Confirmations, reminders, everything else."""

    CONFIRMATION = 0
    REMINDER = 1
    ELSE = 2


class OutgoingMail(Base):
    """One mail. ``address_sealed`` is emptied as soon as it is sent, given up or cancelled."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("(state = 'queued') = (address_sealed IS NOT NULL)", name="address_only_while_queued"),
        Index("ix_outgoing_mail_due", "priority", "position", postgresql_where="state = 'queued'"),
    )

    position: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=new_id)
    kind: Mapped[MailKind] = mapped_column(choice(MailKind, "kind"))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    """The submission, private page, invitation, reset or notice the mail is about."""
    language: Mapped[str]
    priority: Mapped[int]
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"), default=MailState.QUEUED)
    address_sealed: Mapped[bytes | None]
    address_key: Mapped[str]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    """SMTP's reply code only: the text of a reply repeats the address."""


class MailCap(Base):
    """One confirmation mail sent or planned for an address on a day, under a key that is destroyed after two days."""

    __tablename__ = "mail_cap"
    __table_args__ = (Index("ix_mail_cap_address", "address_trace"),)

    mail_id: Mapped[UUID] = mapped_column(primary_key=True)
    address_trace: Mapped[bytes]
    content_trace: Mapped[bytes]
    network_trace: Mapped[bytes | None]
    """Who has most mails waiting makes room first: see ``choose_to_leave``."""
    planned_at: Mapped[datetime]


class SuppressionReason(StrEnum):
    """Why a mailbox is left alone. ``complaint`` is about what is sent to many: updates and reminders."""

    ASKED = "asked"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"


class Suppression(Base):
    """A mailbox, as fingerprint, not to be written to: never again, or until ``ends_on``."""

    __tablename__ = "suppression"
    __table_args__ = (CheckConstraint("(reason = 'bounce') = (ends_on IS NOT NULL)", name="bounces_end"),)

    fingerprint: Mapped[bytes] = mapped_column(primary_key=True)
    reason: Mapped[SuppressionReason] = mapped_column(choice(SuppressionReason, "reason"), primary_key=True)
    ends_on: Mapped[date | None]

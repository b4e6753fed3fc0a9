"""Updates, to whom they go, and how far they got. Of recipients: which signature it is, never an address."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id
from app.updates.states import RecipientState, UpdateState


class Update(Base):
    """News of a campaign. ``subject`` and ``body`` are ``{language: words}``, the body in Markdown.

    ``author_id`` is the account that last changed the words; the approver is another. It is public from
    ``started_at`` on, unless ``is_hidden``. ``done_before`` were done when the sending last began, at ``resumed_at``.
    """

    __tablename__ = "update"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("approver_id <> author_id", name="approved_by_another"),
        CheckConstraint("held_until >= approved_at + interval '30 minutes'", name="held_long_enough"),
        CheckConstraint(
            "state IN ('draft', 'ready') OR (approver_id IS NOT NULL AND approved_at IS NOT NULL"
            " AND held_until IS NOT NULL)",
            name="approved_before_it_goes",
        ),
        CheckConstraint(
            "state NOT IN ('sending', 'paused', 'sent') OR started_at IS NOT NULL", name="started_at_a_time"
        ),
        CheckConstraint("(state IN ('sent', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_at_a_time"),
        Index("ix_update_going", "state", postgresql_where="state IN ('approved', 'sending')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.campaign.id", ondelete="CASCADE"))
    number: Mapped[int]
    subject: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    is_mailed: Mapped[bool] = mapped_column(default=True, server_default=true())
    state: Mapped[UpdateState] = mapped_column(choice(UpdateState, "state"), default=UpdateState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    author_id: Mapped[UUID]
    approver_id: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    resumed_at: Mapped[datetime | None]
    done_before: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    ended_at: Mapped[datetime | None]
    total: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    is_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    audience: Mapped[int | None]
    """How many had asked for updates when a worker last counted, before the list is fixed."""


class UpdateRecipient(Base):
    """One place in the list that was fixed when the sending began, in no order of signing.

    Whoever erases a signature leaves an empty place. The list is deleted two days after the sending has ended.
    """

    __tablename__ = "update_recipient"
    __table_args__ = (UniqueConstraint("signature_id", "update_id"),)

    update_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.update.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signature_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.signature.id", ondelete="SET NULL"))
    state: Mapped[RecipientState] = mapped_column(choice(RecipientState, "state"), default=RecipientState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    not_before: Mapped[datetime | None]
    failure: Mapped[str | None]
    """SMTP's reply code only."""


class UpdateShare(Base):
    """How far one share of an update's mails got: counted in the same commit that marks each mail.

    ``trouble`` is why the mail server could not be reached, a code or the name of an error; None while it can.
    """

    __tablename__ = "update_share"

    update_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.update.id", ondelete="CASCADE"), primary_key=True)
    share: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    left_out: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    failed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    trouble: Mapped[str | None]


class UnsubscribeLink(Base):
    """The link in the updates of one holder of a signature, as hash of its token. It has no end."""

    __tablename__ = "unsubscribe_link"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.signature.id", ondelete="CASCADE"), index=True)
    holder: Mapped[bytes]
    """Should another mailbox take the signature over, this link stops nothing any more."""


class UpdateProof(Base):
    """Somebody who works on an update asked for a copy of it by mail. Gone after a day."""

    __tablename__ = "update_proof"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    update_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.update.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"), index=True)
    language: Mapped[str]
    asked_at: Mapped[datetime]
    is_queued: Mapped[bool] = mapped_column(default=False, server_default=false())


class PublishedUpdate(Base):
    """The public copy: ``document`` is an UpdateDocument as JSON. It goes with its campaign."""

    __tablename__ = "update"
    __table_args__ = (UniqueConstraint("campaign_id", "number"), {"schema": PUBLISHED})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("published.campaign.id", ondelete="CASCADE"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]

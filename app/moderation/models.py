"""The desk: words that a worker opened for moderators, who have no key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, choice
from app.moderation.kinds import RejectionReason, WordsKind
from app.signatures.models import Verdict
from app.signatures.states import ShowName


class DeskItem(Base):
    """One comment or message as a moderator reads it. ``id`` is that of the comment's form, or of the message.

    It is no more than what would be public: the name as its writer chose to show it, and the words.
    """

    __tablename__ = "desk_item"
    __table_args__ = (
        CheckConstraint(
            "(verdict IS NOT DISTINCT FROM 'rejected') = (reason IS NOT NULL)", name="rejected_with_reason"
        ),
        CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        CheckConstraint("(verdict IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(kind = 'comment') = (show_name IS NOT NULL)", name="comment_shows_name"),
        Index("ix_desk_item_pile", "verdict", "petition_id", "laid_out_at", "id"),
        Index("ix_desk_item_to_carry_out", "id", postgresql_where=text("verdict IS NOT NULL AND NOT is_carried_out")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[WordsKind] = mapped_column(choice(WordsKind, "kind"))
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id", ondelete="CASCADE"), index=True)
    language: Mapped[str]
    show_name: Mapped[ShowName | None] = mapped_column(choice(ShowName, "show_name"))
    signed_as: Mapped[str]
    words: Mapped[str]
    laid_out_at: Mapped[datetime]
    verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict, "verdict"))
    reason: Mapped[RejectionReason | None] = mapped_column(choice(RejectionReason, "reason"))
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    is_carried_out: Mapped[bool] = mapped_column(default=False)
    """Whether a worker has done what was decided."""

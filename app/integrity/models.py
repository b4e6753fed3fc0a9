"""Acts on many signatures at once, their fixed lists, and questions to the workers. No name and no address in clear."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, choice
from app.core.ids import new_id
from app.integrity.states import ActKind, ActReason, ActState, ItemState, SearchState
from app.signatures.states import HoldReason, SignatureState


class BulkAct(Base):
    """One act on the signatures of a petition that meet its conditions. The list is fixed once, by a worker.

    ``done`` places of the list were dealt with, ``changed`` of them moved; giving it back counts ``undone`` places.
    """

    __tablename__ = "bulk_act"
    __table_args__ = (
        CheckConstraint("hour_from < hour_to", name="hours_in_order"),
        CheckConstraint("reason <> 'other' OR words <> ''", name="other_reasons_are_said"),
        CheckConstraint(
            "state IN ('counting', 'ready', 'cancelled') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name="somebody_said_yes",
        ),
        CheckConstraint("changed <= done AND done <= total AND undone <= done", name="counts_in_order"),
        Index("ix_bulk_act_moving", "asked_at", postgresql_where="state IN ('counting', 'acting', 'undoing')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    kind: Mapped[ActKind] = mapped_column(choice(ActKind, "kind"))
    state: Mapped[ActState] = mapped_column(choice(ActState, "state"), default=ActState.COUNTING)
    cluster_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.cluster.id", ondelete="SET NULL"), index=True)
    cluster_label: Mapped[str]
    """What the cluster was called, should it be gone."""
    country: Mapped[str | None]
    hour_from: Mapped[datetime | None]
    hour_to: Mapped[datetime | None]
    """The first hour that is not meant."""
    hold_reason: Mapped[HoldReason | None] = mapped_column(choice(HoldReason, "hold_reason"))
    held_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[ActReason] = mapped_column(choice(ActReason, "reason"))
    words: Mapped[str]
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    undone: Mapped[int] = mapped_column(default=0, server_default="0")
    given_back: Mapped[int] = mapped_column(default=0, server_default="0")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Whom the list holds, as numbers: ``{"states": {…}, "countries": {…}}``, of countries the first twelve."""
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    undo_by: Mapped[UUID | None]
    undo_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class BulkActItem(Base):
    """One place of an act's list, in no order of signing. Whoever erases a signature leaves an empty place."""

    __tablename__ = "bulk_act_item"

    act_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.bulk_act.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signature_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.signature.id", ondelete="SET NULL"), index=True)
    state_before: Mapped[SignatureState] = mapped_column(choice(SignatureState, "state_before"))
    state: Mapped[ItemState] = mapped_column(choice(ItemState, "state"), default=ItemState.WAITING)


class SignatureSearch(Base):
    """A question of one member of staff, which a worker answers with ids and states. Gone after a day.

    What was typed, an address or a domain, is sealed to the workers and emptied with the answer.
    """

    __tablename__ = "signature_search"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (key_day IS NULL)", name="sealed_under_a_day"),
        CheckConstraint("state = 'waiting' OR sealed IS NULL", name="forgotten_once_answered"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("vigil.account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    petition_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.petition.id"), index=True)
    country: Mapped[str | None]
    hour_from: Mapped[datetime | None]
    hour_to: Mapped[datetime | None]
    sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    key_day: Mapped[date | None]
    state: Mapped[SearchState] = mapped_column(choice(SearchState, "state"), default=SearchState.WAITING)
    found: Mapped[int] = mapped_column(default=0, server_default="0")
    hits: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """``{"signatures": [{"id", "petition_id", "state"}, …]}``, the first of those that were found."""

"""Switches that are on, and the standstills whose time has to be given back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id
from app.switches.states import SwitchKind


class Switch(Base):
    """A switch that is on; there is no row of one that is off. Of these the public web reads kind and standstill alone.

    ``standstill_since`` is when signing became impossible, by this switch or by the other one that was on before.
    """

    __tablename__ = "switch"
    __table_args__ = (
        CheckConstraint("(kind = 'bulk_mail') = (standstill_since IS NULL)", name="signing_stands_still"),
        CheckConstraint("reason <> ''", name="reason_is_said"),
        {"schema": PUBLISHED},
    )

    kind: Mapped[SwitchKind] = mapped_column(choice(SwitchKind, "kind"), primary_key=True)
    since: Mapped[datetime]
    standstill_since: Mapped[datetime | None]
    reason: Mapped[str]
    turned_by: Mapped[str]
    """An account's id, or ``"operator"``, as in the audit."""


class Standstill(Base):
    """A time in which nobody could sign. ``petitions`` is how many got it back; None before a worker has seen to it."""

    __tablename__ = "standstill"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="ends_after_beginning"),
        Index("ix_standstill_waiting", "ended_at", postgresql_where="petitions IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    petitions: Mapped[int | None]

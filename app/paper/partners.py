"""Numbers that partners state: whose they are, since when, and on what they rest. We have counted none of them."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.core.ids import new_id


class StatedState(StrEnum):
    """Where a stated number stands. Only ``approved`` ones are shown."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATED_MOVES: Final[frozenset[tuple[StatedState, StatedState]]] = frozenset(
    {
        (StatedState.PROPOSED, StatedState.APPROVED),
        (StatedState.PROPOSED, StatedState.REFUSED),
        (StatedState.PROPOSED, StatedState.WITHDRAWN),
        (StatedState.APPROVED, StatedState.SUPERSEDED),
        (StatedState.APPROVED, StatedState.WITHDRAWN),
    }
)
"""The database refuses all others."""


class PartnerTally(Base):
    """One statement of a partner's number; a newer one is another row of the same ``series_id``, so none is lost.

    ``as_of`` is EDTF, ``evidence`` the address where the partner states it. The database lets nobody change what
    was stated, only where it stands.
    """

    __tablename__ = "partner_tally"
    __table_args__ = (
        CheckConstraint("figure > 0", name="figure_positive"),
        CheckConstraint("(state IN ('proposed', 'withdrawn')) OR decided_by IS NOT NULL", name="decided_by_somebody"),
        CheckConstraint("decided_by <> proposed_by", name="decided_by_another"),
        Index(
            "uq_partner_tally_one_approved", "series_id", unique=True, postgresql_where="state = 'approved'"
        ),
        Index("ix_partner_tally_petition", "petition_id", "series_id"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    petition_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.petition.id"))
    series_id: Mapped[UUID]
    partner: Mapped[str]
    figure: Mapped[int]
    as_of: Mapped[str]
    evidence: Mapped[str]
    note: Mapped[str]
    state: Mapped[StatedState] = mapped_column(choice(StatedState, "state"), default=StatedState.PROPOSED)
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]


class PublishedPartnerTally(Base):
    """What everyone sees of a partner's number."""

    __tablename__ = "partner_tally"
    __table_args__ = (Index("ix_partner_tally_petition_id", "petition_id"), {"schema": PUBLISHED})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    petition_id: Mapped[UUID]
    partner: Mapped[str]
    figure: Mapped[int]
    as_of: Mapped[str]
    evidence: Mapped[str]

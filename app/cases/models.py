"""The prisoner, the documented record of the case, and what stands around it.

Texts are ``{language: words}``; dates are EDTF.
"""

import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.cases.kinds import Certainty, EventKind, FactKind, PrisonerStatus, RelationKind
from app.core import edtf
from app.core.db import Base, choice
from app.core.ids import new_id

case_fact_source = Table(
    "case_fact_source",
    Base.metadata,
    Column("fact_id", ForeignKey("vigil.case_fact.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("vigil.source.id", ondelete="RESTRICT"), primary_key=True, index=True),
)
case_event_source = Table(
    "case_event_source",
    Base.metadata,
    Column("event_id", ForeignKey("vigil.case_event.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("vigil.source.id", ondelete="RESTRICT"), primary_key=True, index=True),
)
case_relative_source = Table(
    "case_relative_source",
    Base.metadata,
    Column("relative_id", ForeignKey("vigil.case_relative.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("vigil.source.id", ondelete="RESTRICT"), primary_key=True, index=True),
)

group_source = Table(
    "prisoner_group_source",
    Base.metadata,
    Column("group_id", ForeignKey("vigil.prisoner_group.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("vigil.source.id", ondelete="RESTRICT"), primary_key=True, index=True),
)
memorial_source = Table(
    "memorial_source",
    Base.metadata,
    Column("memorial_id", ForeignKey("vigil.memorial.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("vigil.source.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Source(Base):
    """What a claim rests on. ``archived_url`` is a copy that stays when ``url`` goes."""

    __tablename__ = "source"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Where it stands among the sources of its campaign."""
    title: Mapped[dict[str, str]]
    publisher: Mapped[dict[str, str]]
    url: Mapped[str | None]
    archived_url: Mapped[str | None]
    date: Mapped[str | None]
    certainty: Mapped[Certainty] = mapped_column(choice(Certainty, "certainty"))

    @validates("date")
    def _check_date(self, _key: str, text: str | None) -> str | None:
        return _checked(text)


_IN_ORDER: Final = (Source.position, Source.id)


class CaseFact(Base):
    """One line of the case at a glance, in the editor's order. ``attribution`` says who states it."""

    __tablename__ = "case_fact"
    __table_args__ = (UniqueConstraint("prisoner_id", "position", deferrable=True, initially="DEFERRED"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    prisoner_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.prisoner.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[FactKind] = mapped_column(choice(FactKind, "kind"))
    text: Mapped[dict[str, str]]
    attribution: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    certainty: Mapped[Certainty] = mapped_column(choice(Certainty, "certainty"))

    sources: Mapped[list[Source]] = relationship(secondary=case_fact_source, order_by=_IN_ORDER, lazy="raise")


class Prison(Base):
    """Where people are held, named no more exactly than a source names it.

    ``country`` is ISO 3166 alpha-2, or None for an invented place.
    """

    __tablename__ = "prison"
    __table_args__ = (CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    place: Mapped[dict[str, str]]
    country: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class CaseEvent(Base):
    """One dated fact of the case.

    ``date`` is the truth; the two days are its bounds, kept beside it for sorting, and follow it whenever it
    is set. Either is None where nothing bounds the date on that side. ``prison`` is where a transfer led to.
    """

    __tablename__ = "case_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    prisoner_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.prisoner.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Where the editors put it: what happened at one time is told in this order."""
    date: Mapped[str]
    earliest_day: Mapped[datetime.date | None]
    latest_day: Mapped[datetime.date | None]
    kind: Mapped[EventKind] = mapped_column(choice(EventKind, "kind"))
    text: Mapped[dict[str, str]]
    attribution: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    certainty: Mapped[Certainty] = mapped_column(choice(Certainty, "certainty"))
    prison_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.prison.id"), index=True)

    prison: Mapped[Prison | None] = relationship(lazy="raise")
    sources: Mapped[list[Source]] = relationship(secondary=case_event_source, order_by=_IN_ORDER, lazy="raise")

    @validates("date")
    def _bound(self, _key: str, text: str) -> str:
        given = edtf.parse(text)
        self.earliest_day, self.latest_day = given.earliest, given.latest
        return text


class CaseRelative(Base):
    """A relative or co-defendant who is shown, in the editor's order. ``text`` says who it is."""

    __tablename__ = "case_relative"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    prisoner_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.prisoner.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[RelationKind] = mapped_column(choice(RelationKind, "kind"))
    names: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]

    sources: Mapped[list[Source]] = relationship(secondary=case_relative_source, order_by=_IN_ORDER, lazy="raise")


class Prisoner(Base):
    """The person campaigned for; ``own_language`` is the key of ``names`` in the person's own script.

    ``organisation_id`` is who keeps the record; without one, staff alone see it in the console.
    """

    __tablename__ = "prisoner"
    __table_args__ = (CheckConstraint("names ? own_language", name="own_name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    own_language: Mapped[str]
    status: Mapped[PrisonerStatus] = mapped_column(choice(PrisonerStatus, "status"))
    status_verified: Mapped[str | None]
    detained_since: Mapped[str | None]
    prison_id: Mapped[UUID | None] = mapped_column(ForeignKey("vigil.prison.id"), index=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    prison: Mapped[Prison | None] = relationship(lazy="raise")
    facts: Mapped[list[CaseFact]] = relationship(
        order_by=CaseFact.position, cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    events: Mapped[list[CaseEvent]] = relationship(
        order_by=(
            func.coalesce(CaseEvent.earliest_day, CaseEvent.latest_day),
            CaseEvent.latest_day.asc().nulls_last(),
            CaseEvent.position,
            CaseEvent.id,
        ),
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="raise",
    )

    relatives: Mapped[list[CaseRelative]] = relationship(
        order_by=CaseRelative.position, cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )

    @validates("status_verified", "detained_since")
    def _check_date(self, _key: str, text: str | None) -> str | None:
        return _checked(text)


class Group(Base):
    """Prisoners a source speaks of together. It has no list of members: only who has a campaign is named.

    ``description`` is Markdown; ``size`` says how many in the words of the source, and ``attribution`` who says
    so: a group is never shown without it.
    """

    __tablename__ = "prisoner_group"
    __table_args__ = (CheckConstraint("attribution <> '{}'::jsonb", name="attributed"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    size: Mapped[dict[str, str]]
    attribution: Mapped[dict[str, str]]
    is_sample: Mapped[bool] = mapped_column(default=False)

    sources: Mapped[list[Source]] = relationship(secondary=group_source, order_by=_IN_ORDER, lazy="raise")


class MemorialFigure(Base):
    """One number of a memorial. The database refuses a figure that nobody is named for."""

    __tablename__ = "memorial_figure"
    __table_args__ = (
        CheckConstraint("figure > 0", name="figure_positive"),
        CheckConstraint("attribution <> '{}'::jsonb", name="attributed"),
    )

    memorial_id: Mapped[UUID] = mapped_column(ForeignKey("vigil.memorial.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    figure: Mapped[int]
    text: Mapped[dict[str, str]]
    attribution: Mapped[dict[str, str]]


class Memorial(Base):
    """A page for the dead whom a case goes back to. ``text`` is Markdown."""

    __tablename__ = "memorial"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    is_sample: Mapped[bool] = mapped_column(default=False)

    figures: Mapped[list[MemorialFigure]] = relationship(
        order_by=MemorialFigure.position, cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    sources: Mapped[list[Source]] = relationship(secondary=memorial_source, order_by=_IN_ORDER, lazy="raise")


def _checked(text: str | None) -> str | None:
    """Return the text, or raise EdtfError where it is no date."""
    if text is not None:
        edtf.parse(text)
    return text

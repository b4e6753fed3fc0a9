"""The count. A trigger appends events; only the folder adds them up; the public reads what it publishes."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PUBLISHED, Base, choice
from app.signatures.states import SignatureState


class Dimension(StrEnum):
    """What a bucket breaks the count down by. ``month`` × country exists, hour × country never does."""

    TOTAL = "total"
    HOUR = "hour"
    COUNTRY = "country"
    COUNTRY_MONTH = "country_month"
    LANGUAGE = "language"
    SOURCE = "source"


class TallyEvent(Base):
    """One change of one signature's state, +1 or -1; deleted as soon as it is folded."""

    __tablename__ = "tally_event"
    __table_args__ = (CheckConstraint("delta IN (-1, 1)", name="delta_is_one"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    petition_id: Mapped[UUID]
    state: Mapped[str]
    delta: Mapped[int]
    hour: Mapped[datetime]
    country: Mapped[str]
    language: Mapped[str]
    source_code: Mapped[str]


class TallyBucket(Base):
    """How many signatures of a petition are in a state, in all and by each dimension."""

    __tablename__ = "tally_bucket"

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[SignatureState] = mapped_column(choice(SignatureState, "state"), primary_key=True)
    dimension: Mapped[Dimension] = mapped_column(choice(Dimension, "dimension"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class PageLoad(Base):
    """Loads of a campaign page that one web process counted in memory; deleted as soon as they are folded."""

    __tablename__ = "page_load"
    __table_args__ = (CheckConstraint("count BETWEEN 1 AND 1000000", name="count_in_reason"),)

    position: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    petition_id: Mapped[UUID]
    hour: Mapped[datetime]
    source_code: Mapped[str]
    count: Mapped[int]


class PageLoadBucket(Base):
    """How often a petition's page was loaded in an hour through a source code. Pages out of a cache are not in it."""

    __tablename__ = "page_load_bucket"

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    source_code: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class PublishedCountries(Base):
    """What is public of where signatories live: made anew at most once a day, by ``renew_groups``.

    Keys of ``shown`` are ISO 3166 alpha-2, or empty for those who named no country.
    """

    __tablename__ = "country_figures"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    shown: Mapped[dict[str, int]]
    other: Mapped[int]


class PublishedTally(Base):
    """The figure that everyone sees. ``frozen`` means: a mismatch was found, staff are looking."""

    __tablename__ = "tally"
    __table_args__ = {"schema": PUBLISHED}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    confirmed: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    today: Mapped[int] = mapped_column(default=0)
    as_of: Mapped[datetime]
    frozen: Mapped[bool] = mapped_column(default=False)


class Told(StrEnum):
    """What organisers are told of besides the public figure. Countries, languages and sources are of the confirmed."""

    COUNTRY = "country"
    LANGUAGE = "language"
    SOURCE = "source"
    SOURCE_LOADS = "source_loads"
    LOADS = "loads"
    SUBMITTED = "submitted"
    MAILED = "mailed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class ToldTotal(Base):
    """The public figure as it last stood in an hour. Whoever read the campaign's page every hour knows as much."""

    __tablename__ = "told_total"

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    confirmed: Mapped[int]


class ToldFigure(Base):
    """A figure as it has been told since a day, until the next row: a step of ten or more (``app.tallies.telling``)."""

    __tablename__ = "told_figure"
    __table_args__ = (CheckConstraint("count = 0 OR count >= 10", name="no_small_group"),)

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[Told] = mapped_column(choice(Told, "subject"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class ToldDay(Base):
    """The last day on which a petition's figures had their turn: they are told once a day."""

    __tablename__ = "told_day"

    petition_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]

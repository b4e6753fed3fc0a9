"""What the public may read of signatures: the names that people chose to show."""

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.core.db import PUBLISHED

_SHOWN: Final = table(
    "shown_supporter",
    column("id"),
    column("petition_id"),
    column("shown_as"),
    column("country"),
    schema=PUBLISHED,
)
"""A view: the table itself would tell in which order people signed."""


class Supporter(msgspec.Struct, frozen=True):
    """One public line: a name or initials, and a country as ISO 3166 alpha-2 or empty."""

    shown_as: str
    country: str


def list_supporters(session: Session, petition_id: UUID, *, limit: int) -> list[Supporter]:
    """Return some public names of a petition. Their ids are random, so their order says nothing of time."""
    query = (
        select(_SHOWN.c.shown_as, _SHOWN.c.country)
        .where(_SHOWN.c.petition_id == petition_id)
        .order_by(_SHOWN.c.id)
        .limit(limit)
    )
    return [Supporter(shown_as, country) for shown_as, country in session.execute(query)]

"""What the public may read of signatures: the names that people chose to show."""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.signatures.models import PublishedSupporter


class Supporter(msgspec.Struct, frozen=True):
    """One public line: a name or initials, and a country as ISO 3166 alpha-2 or empty."""

    shown_as: str
    country: str


def list_supporters(session: Session, petition_id: UUID, *, limit: int) -> list[Supporter]:
    """Return some public names of a petition. Their ids are random, so their order says nothing of time."""
    query = (
        select(PublishedSupporter.shown_as, PublishedSupporter.country)
        .where(PublishedSupporter.petition_id == petition_id)
        .order_by(PublishedSupporter.id)
        .limit(limit)
    )
    return [Supporter(shown_as, country) for shown_as, country in session.execute(query)]

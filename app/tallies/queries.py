"""What the public may read of the count."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import Tally
from app.tallies.models import PublishedTally


def list_tallies(session: Session) -> dict[UUID, Tally]:
    """Return the published figure of every petition that has one."""
    return {
        row.petition_id: Tally(
            confirmed=row.confirmed,
            held=row.held,
            removed=row.removed,
            today=row.today,
            as_of=row.as_of,
            frozen=row.frozen,
        )
        for row in session.scalars(select(PublishedTally))
    }

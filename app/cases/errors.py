"""What the record of a case says no to."""

from collections.abc import Sequence
from uuid import UUID

from app.core.errors import VigilError


class ClaimsWithoutSource(VigilError):
    """A case would be published with facts or events that rest on nothing; ``ids`` names them."""

    def __init__(self, ids: Sequence[UUID]) -> None:
        self.ids = tuple(ids)
        super().__init__(f"{len(self.ids)} facts or events have no source; add one to each before publishing")

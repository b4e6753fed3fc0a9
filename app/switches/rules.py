"""What a standstill takes from a petition, and what gives it back. Pure."""

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from app.campaigns.document import CampaignDocument

_MINUTE: Final = timedelta(minutes=1)


def time_lost(*, opens_at: datetime, closes_at: datetime | None, began_at: datetime, ended_at: datetime) -> timedelta:
    """Return how long a petition should have been open and was not, in whole minutes, rather more than less.

    One that had closed before, or opened after, lost nothing; one without an end has nothing to be given back.
    """
    if closes_at is None or closes_at <= began_at or opens_at >= ended_at:
        return timedelta()
    lost = ended_at - max(began_at, opens_at)
    return -(-lost // _MINUTE) * _MINUTE


def stand_still(campaign: CampaignDocument, *, since: datetime, now: datetime) -> CampaignDocument:
    """Return a campaign as it stands while nothing can be signed: paused, and its end as far away as it was then."""
    petition = campaign.petition
    lost = time_lost(opens_at=petition.opens_at, closes_at=petition.closes_at, began_at=since, ended_at=now)
    closes_at = petition.closes_at and petition.closes_at + lost
    return replace(campaign, petition=replace(petition, is_paused=True, closes_at=closes_at))

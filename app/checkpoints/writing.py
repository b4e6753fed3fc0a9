"""Writing the day's checkpoint: the published counts of every petition, signed."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignState
from app.checkpoints.chain import NONE_BEFORE, PetitionCount, write_checkpoint
from app.checkpoints.models import Checkpoint
from app.checkpoints.queries import find_newest
from app.core.clock import day_of
from app.paper.batches import PublishedPaper
from app.petitions.models import Petition
from app.tallies.models import PublishedTally


def write_due(session: Session, key: Ed25519PrivateKey, *, site: str, now: datetime) -> int:
    """Write the checkpoint of this day (UTC) if there is none yet; return how many were written, nought or one."""
    newest = find_newest(session)
    if newest is not None and newest.day >= day_of(now):
        return 0
    made_at = now.replace(microsecond=0)
    number = newest.number + 1 if newest else 1
    content = write_checkpoint(
        number=number,
        made_at=made_at,
        previous=newest.sha256.hex() if newest else NONE_BEFORE,
        counts=_counts(session),
        site=site,
        key=key.public_key(),
    )
    session.add(
        Checkpoint(
            number=number,
            day=day_of(now),
            made_at=made_at,
            content=content,
            sha256=hashlib.sha256(content).digest(),
            previous=newest.sha256 if newest else None,
            signature=key.sign(content),
        )
    )
    session.flush()
    return 1


def _counts(session: Session) -> Iterator[PetitionCount]:
    """Yield the figures as published, of every petition that was ever public; a hidden one keeps its number here."""
    rows = session.execute(
        select(
            Petition.id,
            func.coalesce(PublishedTally.confirmed, 0),
            func.coalesce(PublishedTally.held, 0),
            func.coalesce(PublishedTally.removed, 0),
            func.coalesce(PublishedPaper.counted, 0),
        )
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .outerjoin(PublishedTally, PublishedTally.petition_id == Petition.id)
        .outerjoin(PublishedPaper, PublishedPaper.petition_id == Petition.id)
        .where(Campaign.state != CampaignState.DRAFT)
    )
    for row in rows:
        yield PetitionCount(*row)

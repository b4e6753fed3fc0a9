"""What moderators see of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.moderation.kinds import Pile
from app.moderation.models import DeskItem
from app.petitions.models import Petition
from app.signatures.models import Verdict


@dataclass(frozen=True, kw_only=True)
class CampaignPile:
    """How many words of one campaign lie in a pile."""

    petition_id: UUID
    title: dict[str, str]
    count: int


def list_items(session: Session, pile: Pile, *, petition_id: UUID | None, limit: int) -> Sequence[DeskItem]:
    """Return what lies in a pile: waiting ones as they came, decided ones the latest first."""
    order = (
        (DeskItem.laid_out_at, DeskItem.id)
        if pile is Pile.WAITING
        else (DeskItem.decided_at.desc(), DeskItem.id)
    )  # fmt: skip
    query = select(DeskItem).where(_lies_in(pile)).order_by(*order).limit(limit)
    if petition_id is not None:
        query = query.where(DeskItem.petition_id == petition_id)
    return session.scalars(query).all()


def list_campaign_piles(session: Session, pile: Pile) -> list[CampaignPile]:
    """Return the campaigns that have words in a pile, those with most first."""
    counted = func.count()
    rows = session.execute(
        select(DeskItem.petition_id, Campaign.title, counted)
        .join(Petition, Petition.id == DeskItem.petition_id)
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .where(_lies_in(pile))
        .group_by(DeskItem.petition_id, Campaign.id, Campaign.title)
        .order_by(counted.desc(), DeskItem.petition_id)
    )
    return [CampaignPile(petition_id=petition_id, title=title, count=count) for petition_id, title, count in rows]


def count_waiting(session: Session) -> int:
    """Return how many words lie open and are undecided."""
    return session.scalar(select(func.count()).select_from(DeskItem).where(_lies_in(Pile.WAITING))) or 0


def _lies_in(pile: Pile) -> ColumnElement[bool]:
    return DeskItem.verdict.is_(None) if pile is Pile.WAITING else DeskItem.verdict == Verdict(pile.value)

"""Reading petitions by what they belong to."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.campaigns.models import Campaign
from app.cases.models import CaseEvent, CaseFact, CaseRelative, Prisoner
from app.core.errors import NotFound
from app.petitions.models import Petition, Wording


def find_petition(session: Session, campaign_id: UUID) -> Petition | None:
    """Return the petition of a campaign; None where it has none yet."""
    return session.scalar(select(Petition).where(Petition.campaign_id == campaign_id))


def get_whole_petition(session: Session, which: ColumnElement[bool]) -> Petition:
    """Return a petition as it stands now, with its campaign and the cases of everybody it is for. Raises NotFound."""
    campaign = joinedload(Petition.campaign)
    prisoners = campaign.selectinload(Campaign.prisoners)
    petition = session.scalar(
        select(Petition)
        .where(which)
        .options(
            campaign.joinedload(Campaign.organisation),
            campaign.joinedload(Campaign.outcome),
            campaign.joinedload(Campaign.moved_to),
            campaign.selectinload(Campaign.groups),
            campaign.selectinload(Campaign.memorials),
            prisoners.joinedload(Prisoner.prison),
            prisoners.selectinload(Prisoner.facts).selectinload(CaseFact.sources),
            prisoners.selectinload(Prisoner.events).selectinload(CaseEvent.sources),
            prisoners.selectinload(Prisoner.events).joinedload(CaseEvent.prison),
            prisoners.selectinload(Prisoner.relatives).selectinload(CaseRelative.sources),
            selectinload(Petition.targets),
            selectinload(Petition.recipients),
            selectinload(Petition.wordings).selectinload(Wording.named_recipients),
        )
        .execution_options(populate_existing=True)
    )
    if petition is None:
        raise NotFound("no such petition")
    return petition

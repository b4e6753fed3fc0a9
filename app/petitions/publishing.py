"""Copying a campaign to where the public reads it, as one document; and taking it away again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, joinedload, selectinload

from app.campaigns.document import (
    CampaignDocument,
    DeliveryDocument,
    EventDocument,
    FactDocument,
    PetitionDocument,
    PrisonerDocument,
    RecipientDocument,
    SourceDocument,
    WordingDocument,
)
from app.campaigns.markup import to_html
from app.campaigns.models import Campaign, CampaignState, PublishedCampaign
from app.cases.models import CaseEvent, CaseFact, Prisoner, Source
from app.core.errors import NotFound
from app.petitions.models import Petition, Recipient, Wording


def publish_campaign(
    session: Session, petition_id: UUID, *, deliveries: Sequence[DeliveryDocument] = (), now: datetime
) -> CampaignDocument:
    """Make the public copy of a petition's campaign as it stands now, replacing an earlier one."""
    petition = _load(session, petition_id)
    petition.campaign.state = CampaignState.PUBLISHED
    document = _document(petition, deliveries, now)
    row = {"slug": document.slug, "document": msgspec.to_builtins(document), "published_at": now}
    session.execute(
        upsert(PublishedCampaign)
        .values(id=document.id, petition_id=petition_id, **row)
        .on_conflict_do_update(constraint="pk_campaign", set_=row)
    )
    return document


def hide_campaign(session: Session, campaign: Campaign) -> None:
    """Take a campaign away from the public at once; nothing of it is lost."""
    campaign.state = CampaignState.HIDDEN
    session.execute(delete(PublishedCampaign).where(PublishedCampaign.id == campaign.id))


def _load(session: Session, petition_id: UUID) -> Petition:
    prisoners = joinedload(Petition.campaign).selectinload(Campaign.prisoners)
    petition = session.scalar(
        select(Petition)
        .where(Petition.id == petition_id)
        .options(
            joinedload(Petition.campaign).joinedload(Campaign.organisation),
            prisoners.selectinload(Prisoner.facts).selectinload(CaseFact.sources),
            prisoners.selectinload(Prisoner.events).selectinload(CaseEvent.sources),
            selectinload(Petition.targets),
            selectinload(Petition.recipients),
            selectinload(Petition.wordings).selectinload(Wording.named_recipients),
        )
        .execution_options(populate_existing=True)
    )
    if petition is None:
        raise NotFound("no such petition")
    return petition


def _document(petition: Petition, deliveries: Sequence[DeliveryDocument], now: datetime) -> CampaignDocument:
    campaign = petition.campaign
    return CampaignDocument(
        id=campaign.id,
        slug=campaign.slug,
        hashtag=campaign.hashtag,
        title=campaign.title,
        summary=campaign.summary,
        story={language: to_html(markdown) for language, markdown in campaign.story.items()},
        is_sample=campaign.is_sample,
        is_urgent=campaign.is_urgent,
        begins=campaign.begins,
        organisation=campaign.organisation.name,
        languages=sorted(campaign.title),
        prisoner=_prisoner(campaign.prisoners[0]),
        petition=_petition(petition),
        deliveries=list(deliveries),
        published_at=now,
    )


def _petition(petition: Petition) -> PetitionDocument:
    wording = [wording for wording in petition.wordings if wording.opened_at][-1]
    return PetitionDocument(
        id=petition.id,
        wording=WordingDocument(
            id=wording.id,
            number=wording.number,
            sha256=wording.sha256.hex(),
            ask=wording.ask,
            demands=wording.demands,
            named_recipients=[_recipient(each) for each in wording.named_recipients],
            opened_at=wording.opened_at,
        ),
        targets=[target.name for target in petition.targets],
        recipients=[_recipient(each) for each in petition.recipients],
        goal=petition.goal,
        milestones=petition.milestones,
        opens_at=petition.opens_at,
        closes_at=petition.closes_at,
    )


def _recipient(recipient: Recipient) -> RecipientDocument:
    return RecipientDocument(id=recipient.id, name=recipient.name, takes_names=recipient.takes_names)


def _prisoner(prisoner: Prisoner) -> PrisonerDocument:
    return PrisonerDocument(
        slug=prisoner.slug,
        names=prisoner.names,
        own_language=prisoner.own_language,
        status=prisoner.status.value,
        detained_since=prisoner.detained_since,
        last_verified=prisoner.status_verified,
        facts=[FactDocument(kind=fact.kind.value, **_claim(fact)) for fact in prisoner.facts],
        events=[EventDocument(date=event.date, kind=event.kind.value, **_claim(event)) for event in prisoner.events],
    )


def _claim(claim: CaseFact | CaseEvent) -> dict[str, Any]:
    sources = [_source(source) for source in claim.sources]
    return {"text": claim.text, "attribution": claim.attribution, "sources": sources}


def _source(source: Source) -> SourceDocument:
    return SourceDocument(
        title=source.title,
        publisher=source.publisher,
        date=source.date,
        url=source.url,
        certainty=source.certainty.value,
    )

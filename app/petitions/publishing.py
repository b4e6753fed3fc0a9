"""Copying a campaign to where the public reads it, as one document; and taking it away again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Update, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.campaigns.document import (
    CampaignDocument,
    DeliveryDocument,
    EventDocument,
    FactDocument,
    GroupDocument,
    MemorialDocument,
    OrganisationDocument,
    OutcomeDocument,
    PetitionDocument,
    PrisonDocument,
    PrisonerDocument,
    RecipientDocument,
    RelatedDocument,
    WordingDocument,
)
from app.campaigns.markup import to_html
from app.campaigns.models import Campaign, CampaignState, Outcome, PublishedCampaign, QuietAddress
from app.campaigns.pictures import pictures_of
from app.campaigns.publishing import publish_groups, publish_memorials, source_document
from app.campaigns.searching import search_text
from app.cases.models import CaseEvent, CaseFact, CaseRelative, Prison, Prisoner
from app.petitions.models import Petition, Recipient
from app.petitions.queries import get_whole_petition


def publish_campaign(
    session: Session, petition_id: UUID, *, deliveries: Sequence[DeliveryDocument] | None = None, now: datetime
) -> CampaignDocument:
    """Make the public copy of a petition's campaign as it stands now, replacing an earlier one.

    Its groups and memorials are copied with it. ``deliveries`` left out are those of the earlier copy.
    """
    petition = get_whole_petition(session, Petition.id == petition_id)
    petition.campaign.state = CampaignState.PUBLISHED
    if deliveries is None:
        deliveries = _published_deliveries(session, petition.campaign.id)
    pictures = pictures_of(session, petition.campaign)
    document = msgspec.structs.replace(_document(petition, deliveries, now), **pictures)
    row = {
        "slug": document.slug,
        "document": msgspec.to_builtins(document),
        "search_text": search_text(document),
        "published_at": now,
    }
    session.execute(
        upsert(PublishedCampaign)
        .values(id=document.id, petition_id=petition_id, **row)
        .on_conflict_do_update(constraint="pk_campaign", set_=row)
    )
    session.execute(delete(QuietAddress).where(QuietAddress.slug == document.slug))
    publish_groups(session, [group.slug for group in document.groups], now=now)
    publish_memorials(session, [memorial.slug for memorial in document.memorials], now=now)
    return document


def hide_campaign(session: Session, campaign: Campaign, *, says_quiet: bool = False) -> None:
    """Take a campaign away from the public at once; nothing of it is lost.

    Its address then leads nowhere, as if there had never been a campaign; with ``says_quiet`` it says that
    quiet was asked for, and nothing more.
    """
    campaign.state = CampaignState.HIDDEN
    session.execute(delete(PublishedCampaign).where(PublishedCampaign.id == campaign.id))
    session.execute(_no_longer_leads_to(campaign.slug))
    if says_quiet:
        session.execute(upsert(QuietAddress).values(slug=campaign.slug).on_conflict_do_nothing())


def _no_longer_leads_to(slug: str) -> Update:
    """Retired campaigns stop naming one that is hidden: its slug may be the prisoner's name."""
    leads_there = PublishedCampaign.document["moved_to"].astext == slug
    return update(PublishedCampaign).where(leads_there).values(document=PublishedCampaign.document.op("-")("moved_to"))


def _published_deliveries(session: Session, campaign_id: UUID) -> list[DeliveryDocument]:
    earlier = session.scalar(select(PublishedCampaign.document).where(PublishedCampaign.id == campaign_id))
    return msgspec.convert((earlier or {}).get("deliveries", []), list[DeliveryDocument], strict=False)


def _document(petition: Petition, deliveries: Sequence[DeliveryDocument], now: datetime) -> CampaignDocument:
    campaign = petition.campaign
    first, *others = [_prisoner(each) for each in campaign.prisoners]
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
        organisation=OrganisationDocument(
            slug=campaign.organisation.slug, name=campaign.organisation.name, about=campaign.organisation.about
        ),
        languages=sorted(campaign.title),
        country=campaign.country,
        themes=sorted(campaign.themes),
        prisoner=first,
        others=others,
        petition=_petition(petition),
        deliveries=list(deliveries),
        published_at=now,
        groups=[GroupDocument(slug=group.slug, name=group.names) for group in campaign.groups],
        memorials=[MemorialDocument(slug=memorial.slug, title=memorial.title) for memorial in campaign.memorials],
        outcome=_outcome(campaign.outcome),
        moved_to=_live_slug(campaign.moved_to),
    )


def _live_slug(campaign: Campaign | None) -> str | None:
    return campaign.slug if campaign and campaign.state is CampaignState.PUBLISHED else None


def _outcome(outcome: Outcome | None) -> OutcomeDocument | None:
    if outcome is None:
        return None
    return OutcomeDocument(kind=outcome.kind.value, text=outcome.text, day=outcome.day, thanks=outcome.thanks)


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
        is_paused=petition.is_paused,
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
        prison=_prison(prisoner.prison),
        facts=[FactDocument(kind=fact.kind.value, **_claim(fact)) for fact in prisoner.facts],
        events=[
            EventDocument(date=event.date, kind=event.kind.value, prison=_prison(event.prison), **_claim(event))
            for event in prisoner.events
        ],
        related=[_related(relative) for relative in prisoner.relatives],
    )


def _related(relative: CaseRelative) -> RelatedDocument:
    sources = [source_document(source) for source in relative.sources]
    return RelatedDocument(kind=relative.kind.value, names=relative.names, text=relative.text, sources=sources)


def _prison(prison: Prison | None) -> PrisonDocument | None:
    if prison is None:
        return None
    return PrisonDocument(slug=prison.slug, name=prison.names, place=prison.place, country=prison.country)


def _claim(claim: CaseFact | CaseEvent) -> dict[str, Any]:
    sources = [source_document(source) for source in claim.sources]
    return {"text": claim.text, "attribution": claim.attribution, "sources": sources}

"""Putting the sample campaigns into the database, once: a second loading changes nothing."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.campaigns.models import Campaign, CampaignPrisoner
from app.cases.models import CaseEvent, CaseFact, Prisoner, Source
from app.petitions.models import Petition, PetitionRecipient, Recipient, Target
from app.petitions.publishing import publish_campaign
from app.petitions.wordings import open_wording
from app.sample.shapes import SampleCampaign, SamplePrisoner, SampleRecipient, Timing, day_of


def load_sample(session: Session, sample: SampleCampaign, *, now: datetime) -> UUID | None:
    """Insert one sample campaign and publish it; return its petition, or None where it is there already."""
    if session.scalar(select(Campaign.id).where(Campaign.slug == sample.slug)) is not None:
        return None
    today = now.date()
    prisoner = _add_prisoner(session, sample, today=today)
    campaign = Campaign(
        organisation_id=_organisation(session, sample.organisation).id,
        slug=sample.slug,
        hashtag=sample.hashtag,
        title=sample.title,
        summary=sample.summary,
        story=sample.story,
        begins=sample.begins_on(today),
        is_urgent=sample.is_urgent,
        is_sample=True,
    )
    session.add(campaign)
    session.flush()
    session.add(CampaignPrisoner(campaign_id=campaign.id, prisoner_id=prisoner.id))
    petition = _add_petition(session, sample, campaign.id, now=now)
    publish_campaign(session, petition.id, now=now)
    return petition.id


def _organisation(session: Session, name: dict[str, str]) -> Organisation:
    slug = "-".join(name["en"].lower().split())
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        found = Organisation(slug=slug, name=name, is_sample=True)
        session.add(found)
        session.flush()
    return found


def _add_prisoner(session: Session, sample: SampleCampaign, *, today: date) -> Prisoner:
    sources = {
        source.key: Source(
            title=source.title,
            publisher=source.publisher,
            url=source.url,
            archived_url=source.archived_url,
            date=source.date,
            certainty=source.certainty,
        )
        for source in sample.sources
    }
    prisoner = _prisoner(sample.prisoner, today)
    prisoner.facts = [
        CaseFact(
            position=position,
            kind=fact.kind,
            text=fact.text,
            attribution=fact.attribution,
            certainty=fact.certainty,
            sources=[sources[key] for key in fact.sources],
        )
        for position, fact in enumerate(sample.facts, 1)
    ]
    prisoner.events = [
        CaseEvent(
            date=event.date,
            kind=event.kind,
            text=event.text,
            attribution=event.attribution,
            certainty=event.certainty,
            sources=[sources[key] for key in event.sources],
        )
        for event in sample.events
    ]
    session.add(prisoner)
    session.flush()
    return prisoner


def _prisoner(sample: SamplePrisoner, today: date) -> Prisoner:
    return Prisoner(
        slug=sample.slug,
        names=sample.names,
        own_language=sample.own_language,
        status=sample.status,
        status_verified=sample.verified_on(today),
        detained_since=sample.detained_since,
        is_sample=True,
    )


def _add_petition(session: Session, sample: SampleCampaign, campaign_id: UUID, *, now: datetime) -> Petition:
    given, today = sample.petition, now.date()
    petition = Petition(
        campaign_id=campaign_id,
        goal=given.goal,
        milestones=given.milestones,
        opens_at=_midnight(given.opens, today),
        closes_at=None if given.closes is None else _midnight(given.closes, today),
    )
    session.add(petition)
    session.flush()
    session.add_all(Target(petition_id=petition.id, position=n, name=name) for n, name in enumerate(given.targets, 1))
    recipients = {each.key: _recipient(session, each) for each in given.recipients}
    session.add_all(
        PetitionRecipient(petition_id=petition.id, recipient_id=recipient.id, position=n)
        for n, recipient in enumerate(recipients.values(), 1)
    )
    open_wording(
        session,
        petition,
        ask=given.ask,
        demands={language: list(lines) for language, lines in given.demands.items()},
        named_recipients=[recipients[each.key] for each in given.named_recipients],
        now=now,
    )
    return petition


def _recipient(session: Session, sample: SampleRecipient) -> Recipient:
    found = session.scalar(select(Recipient).where(Recipient.slug == sample.key))
    if found is None:
        found = Recipient(
            slug=sample.key,
            name=sample.name,
            language="fa" if sample.is_of_persecuting_state else "en",
            is_persecuting=sample.is_of_persecuting_state,
            takes_names=sample.takes_names,
        )
        session.add(found)
        session.flush()
    return found


def _midnight(timing: Timing, today: date) -> datetime:
    return datetime.combine(day_of(timing, today), time(), tzinfo=UTC)

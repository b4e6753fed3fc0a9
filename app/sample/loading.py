"""Putting the sample campaigns into the database, once: a second loading changes nothing."""

import secrets
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import DeliveryDocument
from app.campaigns.models import Campaign, CampaignPrisoner, Outcome
from app.cases.models import CaseEvent, CaseFact, Prisoner
from app.cases.queries import find_prisoner
from app.core.clock import to_hour
from app.core.languages import LANGUAGES
from app.petitions.models import Petition, PetitionRecipient, Recipient, Target, Wording
from app.petitions.publishing import hide_campaign, publish_campaign
from app.petitions.wordings import open_wording
from app.sample.shapes import (
    SampleCampaign,
    SampleDelivery,
    SampleFellow,
    SamplePrisoner,
    SampleRecipient,
    Timing,
    day_of,
    edtf_of,
)
from app.sample.surrounding import (
    find_or_add_group,
    find_or_add_memorial,
    find_or_add_organisation,
    find_or_add_prison,
    sample_source,
)
from app.signatures.models import Signature
from app.signatures.states import SignatureState


def load_sample(session: Session, sample: SampleCampaign, *, now: datetime) -> UUID | None:
    """Insert one sample campaign and publish it; return its petition, or None where it is there already."""
    if session.scalar(select(Campaign.id).where(Campaign.slug == sample.slug)) is not None:
        return None
    today = now.date()
    people = [
        find_prisoner(session, each.prisoner.slug) or _add_prisoner(session, sample, each, today=today)
        for each in sample.people
    ]
    campaign = _add_campaign(session, sample, today=today)
    session.add_all(
        CampaignPrisoner(campaign_id=campaign.id, prisoner_id=person.id, position=n)
        for n, person in enumerate(people, 1)
    )
    petition = _add_petition(session, sample, campaign.id, now=now)
    deliveries = [_delivery(sample, each, today) for each in sample.deliveries]
    publish_campaign(session, petition.id, deliveries=deliveries, now=now)
    if sample.is_quiet:
        hide_campaign(session, campaign, says_quiet=True)
    return petition.id


def _add_campaign(session: Session, sample: SampleCampaign, *, today: date) -> Campaign:
    campaign = Campaign(
        organisation_id=find_or_add_organisation(session, sample.organisation).id,
        slug=sample.slug,
        hashtag=sample.hashtag,
        title=sample.title,
        summary=sample.summary,
        story=sample.story,
        begins=sample.begins_on(today),
        is_urgent=sample.is_urgent,
        is_sample=True,
        country=sample.country,
        themes=list(sample.themes),
        groups=[find_or_add_group(session, key) for key in sample.groups],
        memorials=[find_or_add_memorial(session, key) for key in sample.memorials],
        moved_to_id=session.scalar(select(Campaign.id).where(Campaign.slug == sample.moved_to)),
    )
    if sample.outcome:
        given = sample.outcome
        campaign.outcome = Outcome(kind=given.kind, text=given.text, day=edtf_of(given.day, today))
    session.add(campaign)
    session.flush()
    return campaign


def _delivery(sample: SampleCampaign, delivery: SampleDelivery, today: date) -> DeliveryDocument:
    recipient = next(each for each in sample.petition.recipients if each.key == delivery.recipient)
    return DeliveryDocument(
        recipient=recipient.name,
        profile="names_and_countries" if recipient.takes_names else "numbers_only",
        confirmed=delivery.confirmed,
        cut_off=_midnight(delivery.cut_off, today),
        state=delivery.state,
    )


def _add_prisoner(
    session: Session, sample: SampleCampaign, case: SampleCampaign | SampleFellow, *, today: date
) -> Prisoner:
    sources = {source.key: sample_source(source) for source in sample.sources}
    prisoner = _prisoner(session, case.prisoner, today)
    prisoner.organisation_id = find_or_add_organisation(session, sample.organisation).id
    prisoner.facts = [
        CaseFact(
            position=position,
            kind=fact.kind,
            text=fact.text,
            attribution=fact.attribution,
            certainty=fact.certainty,
            sources=[sources[key] for key in fact.sources],
        )
        for position, fact in enumerate(case.facts, 1)
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
        for event in case.events
    ]
    session.add(prisoner)
    session.flush()
    return prisoner


def _prisoner(session: Session, given: SamplePrisoner, today: date) -> Prisoner:
    return Prisoner(
        slug=given.slug,
        names=given.names,
        own_language=given.own_language,
        status=given.status,
        status_verified=given.verified_on(today),
        detained_since=given.detained_since,
        prison_id=find_or_add_prison(session, given.prison).id if given.prison else None,
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
        is_paused=given.is_paused,
    )
    session.add(petition)
    session.flush()
    session.add_all(Target(petition_id=petition.id, position=n, name=name) for n, name in enumerate(given.targets, 1))
    recipients = {each.key: _recipient(session, each) for each in given.recipients}
    session.add_all(
        PetitionRecipient(petition_id=petition.id, recipient_id=recipient.id, position=n)
        for n, recipient in enumerate(recipients.values(), 1)
    )
    wording = open_wording(
        session,
        petition,
        ask=given.ask,
        demands={language: list(lines) for language, lines in given.demands.items()},
        named_recipients=[recipients[each.key] for each in given.named_recipients],
        now=now,
    )
    _add_signatures(session, wording, given.signatures, hour=to_hour(petition.opens_at))
    return petition


def _add_signatures(session: Session, wording: Wording, count: int, *, hour: datetime) -> None:
    """Let invented people sign: nobody's fingerprint, no name, no address, so nothing can be shown or handed over."""
    session.add_all(
        Signature(
            petition_id=wording.petition_id,
            wording_id=wording.id,
            fingerprint=secrets.token_bytes(32),
            state=SignatureState.CONFIRMED,
            language=LANGUAGES[0],
            country="",
            confirmed_hour=hour,
        )
        for _ in range(count)
    )
    session.flush()


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

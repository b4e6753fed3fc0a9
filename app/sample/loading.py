"""Putting the sample campaigns into the database, once: a second loading changes nothing."""

import secrets
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.document import DeliveryDocument
from app.campaigns.models import Campaign, Outcome
from app.cases.queries import find_prisoner
from app.core.clock import to_hour
from app.core.ids import new_id
from app.core.languages import LANGUAGES
from app.drafts.applying import apply_document
from app.drafts.reading_back import read_back
from app.drafts.saving import keep_published
from app.petitions.models import Petition, Wording
from app.petitions.publishing import hide_campaign, publish_campaign
from app.petitions.wordings import get_current_wording
from app.sample.drafting import draft_of
from app.sample.shapes import (
    SampleCampaign,
    SampleDelivery,
    Timing,
    day_of,
    edtf_of,
)
from app.sample.surrounding import (
    find_or_add_group,
    find_or_add_memorial,
    find_or_add_organisation,
    find_or_add_prison,
)
from app.signatures.models import Signature
from app.signatures.states import SignatureState


def load_sample(session: Session, sample: SampleCampaign, *, now: datetime) -> UUID | None:
    """Insert one sample campaign and publish it; return its petition, or None where it is there already.

    It has a draft of one revision: what the tables hold, as if an editor had written it.
    """
    if session.scalar(select(Campaign.id).where(Campaign.slug == sample.slug)) is not None:
        return None
    _add_surroundings(session, sample)
    organisation, campaign_id = find_or_add_organisation(session, sample.organisation), new_id()
    document = draft_of(sample, today=now.date())
    petition_id = apply_document(
        session,
        document,
        campaign_id=campaign_id,
        organisation_id=organisation.id,
        now=now,
        is_sample=True,
        told=_told_already(session, sample),
    )
    session.expire_all()
    written = read_back(session, campaign_id)
    keep_published(session, written, campaign_id=campaign_id, organisation_id=organisation.id, now=now)
    _add_what_drafts_lack(session, sample, campaign_id, today=now.date())
    _add_signatures(session, get_current_wording(session, petition_id), sample.petition.signatures)
    deliveries = [_delivery(sample, each, now.date()) for each in sample.deliveries]
    publish_campaign(session, petition_id, deliveries=deliveries, now=now)
    if sample.is_quiet:
        hide_campaign(session, session.get_one(Campaign, campaign_id), says_quiet=True)
    return petition_id


def _add_surroundings(session: Session, sample: SampleCampaign) -> None:
    """A draft names what is there by its address."""
    for each in sample.people:
        if each.prisoner.prison:
            find_or_add_prison(session, each.prisoner.prison)
    for key in sample.groups:
        find_or_add_group(session, key)
    for key in sample.memorials:
        find_or_add_memorial(session, key)


def _told_already(session: Session, sample: SampleCampaign) -> set[str]:
    """Whom another campaign has told: a prisoner whom two share is told by whichever is loaded first."""
    slugs = [each.prisoner.slug for each in sample.people]
    return {slug for slug in slugs if find_prisoner(session, slug) is not None}


def _add_what_drafts_lack(session: Session, sample: SampleCampaign, campaign_id: UUID, *, today: date) -> None:
    """What is decided about a campaign once it is public."""
    campaign = session.get_one(Campaign, campaign_id)
    campaign.moved_to_id = session.scalar(select(Campaign.id).where(Campaign.slug == sample.moved_to))
    petition = session.scalars(select(Petition).where(Petition.campaign_id == campaign_id)).one()
    petition.is_paused = sample.petition.is_paused
    if given := sample.outcome:
        session.add(Outcome(campaign_id=campaign_id, kind=given.kind, text=given.text, day=edtf_of(given.day, today)))
    session.flush()


def _delivery(sample: SampleCampaign, delivery: SampleDelivery, today: date) -> DeliveryDocument:
    recipient = next(each for each in sample.petition.recipients if each.key == delivery.recipient)
    return DeliveryDocument(
        recipient=recipient.name,
        profile="names_and_countries" if recipient.takes_names else "numbers_only",
        confirmed=delivery.confirmed,
        cut_off=_midnight(delivery.cut_off, today),
        state=delivery.state,
    )


def _add_signatures(session: Session, wording: Wording, count: int) -> None:
    """Let invented people sign: nobody's fingerprint, no name, no address, so nothing can be shown or handed over."""
    hour = to_hour(session.get_one(Petition, wording.petition_id).opens_at)
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


def _midnight(timing: Timing, today: date) -> datetime:
    return datetime.combine(day_of(timing, today), time(), tzinfo=UTC)

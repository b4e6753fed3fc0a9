"""A document becomes rows: the people and their cases, the campaign, the petition. Used by worker and samples alike.

Everything is written as the document has it, in the languages of the document and no other. A wording is opened only
where its words or its named recipients are others than those that are signed at present; every signature keeps the
wording it signed. What has opened or closed does not open or close again.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignPortrait, CampaignPrisoner, campaign_group, campaign_memorial
from app.cases.models import Group, Memorial, Prisoner
from app.drafts.applying_cases import CaseWriter, in_languages
from app.drafts.document import DraftDocument, DraftPetition, DraftPortrait, DraftRecipient
from app.drafts.errors import AddressTaken
from app.drafts.rules import wording_of
from app.petitions.models import Petition, PetitionRecipient, Recipient, Target
from app.petitions.wordings import find_current_wording, open_wording, wording_digest
from app.pictures.models import Picture


def apply_document(
    session: Session, document: DraftDocument, *, campaign_id: UUID, organisation_id: UUID, now: datetime,
    is_sample: bool = False, told: Collection[str] = (), before: DraftDocument | None = None,
) -> UUID:  # fmt: skip
    """Write everything a document says; return the petition's id. Nothing is published by it.

    ``told`` are addresses of people whose cases stand already, by another campaign, and are left so; ``before`` is
    the revision that was written last. Raises AddressTaken.
    """
    writer = CaseWriter(
        session, document, organisation_id=organisation_id, is_sample=is_sample, before=before
    )  # fmt: skip
    people = writer.write(told=told)
    campaign = _campaign(session, campaign_id, organisation_id, document)
    campaign.is_sample = is_sample
    _write_campaign(campaign, document)
    session.add(campaign)
    session.flush()
    _name_people(session, campaign_id, people)
    _join_around(session, campaign_id, document)
    _show_portrait(session, campaign_id, document.portrait)
    return _apply_petition(session, document, campaign_id, now=now)


def _campaign(session: Session, campaign_id: UUID, organisation_id: UUID, document: DraftDocument) -> Campaign:
    slug = document.campaign.slug
    if session.scalar(select(Campaign.id).where(Campaign.slug == slug, Campaign.id != campaign_id)) is not None:
        raise AddressTaken("campaign/slug")
    return session.get(Campaign, campaign_id) or Campaign(id=campaign_id, organisation_id=organisation_id)


def _write_campaign(campaign: Campaign, document: DraftDocument) -> None:
    given, languages = document.campaign, document.languages
    campaign.slug, campaign.hashtag, campaign.country = given.slug, given.hashtag, given.country
    campaign.title = in_languages(given.title, languages)
    campaign.summary = in_languages(given.summary, languages)
    campaign.story = in_languages(given.story, languages)
    campaign.begins, campaign.themes = given.begins or "", [theme.value for theme in given.themes]
    campaign.is_urgent, campaign.is_discreet = given.is_urgent, given.is_discreet


def _name_people(session: Session, campaign_id: UUID, people: Sequence[Prisoner]) -> None:
    """Whom the campaign is for, in this order; the record of whoever is no longer named stays."""
    session.execute(delete(CampaignPrisoner).where(CampaignPrisoner.campaign_id == campaign_id))
    session.add_all(
        CampaignPrisoner(campaign_id=campaign_id, prisoner_id=each.id, position=position)
        for position, each in enumerate(people, 1)
    )
    session.flush()


def _join_around(session: Session, campaign_id: UUID, document: DraftDocument) -> None:
    for links, table, slugs in (
        (campaign_group, Group, document.campaign.groups),
        (campaign_memorial, Memorial, document.campaign.memorials),
    ):
        session.execute(delete(links).where(links.c.campaign_id == campaign_id))
        found = session.scalars(select(table.id).where(table.slug.in_(slugs))).all()
        if found:
            other = next(column.name for column in links.c if column.name != "campaign_id")
            session.execute(insert(links), [{"campaign_id": campaign_id, other: each} for each in found])


def _show_portrait(session: Session, campaign_id: UUID, portrait: DraftPortrait | None) -> None:
    """Show the document's picture, or none. The one before is kept: an earlier revision may come back."""
    session.execute(delete(CampaignPortrait).where(CampaignPortrait.campaign_id == campaign_id))
    picture = session.get(Picture, UUID(portrait.picture_id)) if portrait else None
    if portrait and picture:
        picture.alt = {language: words for language, words in portrait.alt.items() if words.strip()}
        session.add(CampaignPortrait(campaign_id=campaign_id, picture_id=picture.id))
    session.flush()


def _apply_petition(session: Session, document: DraftDocument, campaign_id: UUID, *, now: datetime) -> UUID:
    given = document.petition
    petition = session.scalar(select(Petition).where(Petition.campaign_id == campaign_id))
    petition = petition or Petition(campaign_id=campaign_id)
    petition.goal, petition.milestones = given.goal, list(given.milestones)
    _set_times(petition, given, now=now)
    session.add(petition)
    session.flush()
    _replace_targets(session, document, petition.id)
    recipients = [_recipient(session, document, each, campaign_id) for each in given.recipients]
    _replace_recipients(session, petition.id, recipients)
    _open_wording(session, document, petition, [each for each in recipients if each.takes_names], now=now)
    return petition.id


def _set_times(petition: Petition, given: DraftPetition, *, now: datetime) -> None:
    if petition.opens_at is None or petition.opens_at > now:
        petition.opens_at = given.opens.moment() if given.opens else petition.opens_at or now
    if petition.closes_at is None or petition.closes_at > now:
        _set_closing(petition, given.closes.moment() if given.closes else None)


def _set_closing(petition: Petition, wanted: datetime | None) -> None:
    """Take the end that a draft has. One that organisers left as it was stays extended; another is what they say."""
    extended = timedelta(seconds=petition.extended_seconds or 0)
    if wanted is None or wanted + extended != petition.closes_at:
        petition.closes_at, petition.extended_seconds = wanted, 0


def _replace_targets(session: Session, document: DraftDocument, petition_id: UUID) -> None:
    session.execute(delete(Target).where(Target.petition_id == petition_id))
    session.add_all(
        Target(petition_id=petition_id, position=n, name=in_languages(target.name, document.languages))
        for n, target in enumerate(document.petition.targets, 1)
    )
    session.flush()


def _recipient(session: Session, document: DraftDocument, given: DraftRecipient, campaign_id: UUID) -> Recipient:
    """The office of this address; a new one is a row for good, so that nothing that was signed changes under it."""
    name = in_languages(given.name, document.languages)
    content = repr((sorted(name.items()), given.language, given.takes_names, given.is_persecuting))
    slug = given.slug or f"{campaign_id.hex[:8]}-{given.key}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
    found = session.scalar(select(Recipient).where(Recipient.slug == slug))
    if found is None:
        found = Recipient(
            slug=slug,
            name=name,
            language=given.language,
            is_persecuting=given.is_persecuting,
            takes_names=given.takes_names,
        )
        session.add(found)
        session.flush()
    return found


def _replace_recipients(session: Session, petition_id: UUID, recipients: Sequence[Recipient]) -> None:
    session.execute(delete(PetitionRecipient).where(PetitionRecipient.petition_id == petition_id))
    session.add_all(
        PetitionRecipient(petition_id=petition_id, recipient_id=each.id, position=n)
        for n, each in enumerate(recipients, 1)
    )
    session.flush()


def _open_wording(
    session: Session, document: DraftDocument, petition: Petition, named: Sequence[Recipient], *, now: datetime
) -> None:
    words, current = wording_of(document), find_current_wording(session, petition.id)
    if current is None or current.sha256 != wording_digest(words.ask, words.demands, named):
        open_wording(session, petition, ask=words.ask, demands=words.demands, named_recipients=named, now=now)

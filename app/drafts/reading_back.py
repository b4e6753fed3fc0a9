"""The draft that a campaign's tables would have been written from: what ``app.drafts.applying`` does, backwards.

Published again, it changes nothing. Consent and checklist are not in the tables, so whoever edits it is asked.
"""

from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.campaigns.kinds import Theme
from app.campaigns.models import Campaign, CampaignPortrait, CampaignPrisoner
from app.core.errors import NotFound
from app.core.languages import LANGUAGES
from app.drafts.document import (
    DraftCampaign,
    DraftDemand,
    DraftDocument,
    DraftFellow,
    DraftPetition,
    DraftPortrait,
    DraftRecipient,
    DraftTarget,
    LocalMidnight,
    Texts,
)
from app.drafts.models import Draft
from app.drafts.reading_back_cases import CaseReader
from app.drafts.saving import keep_published
from app.drafts.translations import with_basis
from app.petitions.models import Petition, Recipient
from app.petitions.queries import get_whole_petition
from app.petitions.wordings import get_current_wording
from app.pictures.models import Picture

_WHOLE_HOURS: Final = tuple(f"Etc/GMT{hours:+d}" for hours in range(-14, 13))
_ZONES: Final = ("UTC", "Asia/Tehran", "Asia/Kolkata", "Asia/Kabul", "Europe/Paris", "Europe/London", *_WHOLE_HOURS)
"""Where a moment may be midnight, the likeliest first; every whole hour is, somewhere."""


def open_published(session: Session, actor: Actor, campaign_id: UUID, *, now: datetime) -> Draft:
    """Begin the draft of a campaign of the actor's organisation that was published without one; return its row.

    One that is there already is returned. Raises NotFound as ``read_back`` does, and for other organisations.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.organisation_id != actor.organisation_id:
        raise NotFound("no such campaign")
    if (known := session.get(Draft, campaign_id)) is not None:
        return known
    document = read_back(session, campaign_id)
    try:
        with session.begin_nested():
            draft = keep_published(
                session, document, campaign_id=campaign_id, organisation_id=campaign.organisation_id, now=now
            )
    except IntegrityError:  # a colleague was as quick
        return session.get_one(Draft, campaign_id)
    record(
        session, actor=str(actor.account_id), action="draft read back", subject_kind="campaign",
        subject_id=campaign_id, details={"revision": draft.head}, now=now,
    )  # fmt: skip
    return draft


def read_back(session: Session, campaign_id: UUID) -> DraftDocument:
    """Return a campaign as a draft, as its tables have it.

    Raises NotFound where there is no such campaign, it has no open wording, or the scope of the session does not see
    everybody it is for: a draft without somebody would take that person away.
    """
    petition = get_whole_petition(session, Petition.campaign_id == campaign_id)
    campaign = petition.campaign
    named = select(func.count()).select_from(CampaignPrisoner).where(CampaignPrisoner.campaign_id == campaign_id)
    if not campaign.prisoners or session.scalar(named) != len(campaign.prisoners):
        raise NotFound("whom the campaign is for is another organisation's record")
    reader = CaseReader(campaign.prisoners)
    first, *others = [reader.read(each) for each in campaign.prisoners]
    document = DraftDocument(
        languages=[language for language in LANGUAGES if language in campaign.title],
        **first,
        others=[DraftFellow(key=f"p{number}", **each) for number, each in enumerate(others, 2)],
        sources=reader.sources,
        campaign=_campaign(campaign),
        portrait=_portrait(session, campaign_id),
        petition=_petition(session, petition),
    )
    return with_basis(document, before=DraftDocument())


def _campaign(row: Campaign) -> DraftCampaign:
    return DraftCampaign(
        slug=row.slug,
        hashtag=row.hashtag,
        title=row.title,
        summary=row.summary,
        story=row.story,
        begins=row.begins or None,
        country=row.country,
        themes=[Theme(theme) for theme in row.themes],
        groups=[group.slug for group in row.groups],
        memorials=[memorial.slug for memorial in row.memorials],
        is_urgent=row.is_urgent,
        is_discreet=row.is_discreet,
    )


def _portrait(session: Session, campaign_id: UUID) -> DraftPortrait | None:
    shown = select(CampaignPortrait.picture_id).where(CampaignPortrait.campaign_id == campaign_id)
    picture = session.scalar(select(Picture).where(Picture.id.in_(shown)))
    if picture is None:
        return None
    return DraftPortrait(
        picture_id=picture.id.hex, alt=picture.alt, focus_x=picture.focus_x, focus_y=picture.focus_y
    )  # fmt: skip


def _petition(session: Session, row: Petition) -> DraftPetition:
    wording = get_current_wording(session, row.id)
    return DraftPetition(
        ask=wording.ask,
        demands=[DraftDemand(key=f"d{n}", text=text) for n, text in enumerate(_line_by_line(wording.demands), 1)],
        targets=[DraftTarget(key=f"t{n}", name=target.name) for n, target in enumerate(row.targets, 1)],
        recipients=[_recipient(each, key=f"r{n}") for n, each in enumerate(row.recipients, 1)],
        goal=row.goal,
        milestones=list(row.milestones),
        opens=midnight_of(row.opens_at),
        closes=midnight_of(row.closes_at) if row.closes_at else None,
    )


def _recipient(row: Recipient, *, key: str) -> DraftRecipient:
    return DraftRecipient(
        key=key,
        slug=row.slug,
        name=row.name,
        language=row.language,
        takes_names=row.takes_names,
        is_persecuting=row.is_persecuting,
    )


def _line_by_line(demands: dict[str, list[str]]) -> list[Texts]:
    """Lines by language turned into texts; a language with fewer lines has no words in the last."""
    lines = zip_longest(*demands.values(), fillvalue="")
    return [{code: words for code, words in zip(demands, each, strict=True) if words} for each in lines]


def midnight_of(moment: datetime) -> LocalMidnight:
    """Return the midnight that a moment is, in the likeliest zone; the next one in UTC where it is none.

    What has opened or closed keeps its moment whatever a draft says.
    """
    for zone in _ZONES:
        given = LocalMidnight(day=moment.astimezone(ZoneInfo(zone)).date().isoformat(), zone=zone)
        if given.moment() == moment:
            return given
    return LocalMidnight(day=(moment.astimezone(UTC) + timedelta(days=1)).date().isoformat())

"""An organisation, a prisoner, a campaign, and its petition with an open wording and two recipients."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.campaigns.kinds import OutcomeKind, Theme
from app.campaigns.models import Campaign, CampaignPrisoner, Outcome
from app.cases.kinds import Certainty, EventKind, PrisonerStatus
from app.cases.models import CaseEvent, Group, Memorial, MemorialFigure, Prison, Prisoner
from app.letters.models import Letter
from app.letters.services import publish_letters
from app.petitions.models import Petition, PetitionRecipient, Recipient, Target, Wording
from app.petitions.publishing import publish_campaign
from app.petitions.wordings import open_wording

SAID = {"en": "a source", "fa": "یک منبع"}
WORDS = {"en": "Words *here*", "fa": "واژه‌ها"}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)
Row = TypeVar("Row")


@dataclass(frozen=True)
class OpenPetition:
    """A petition that takes signatures. ``court`` gets numbers only, ``rapporteur`` the names of those who agreed."""

    petition: Petition
    campaign: Campaign
    wording: Wording
    court: Recipient
    rapporteur: Recipient

    @property
    def id(self) -> UUID:
        return self.petition.id


def add_organisation(session: Session) -> Organisation:
    """Add an organisation with a name in both languages."""
    number = next(_numbers)
    return _add(
        session, Organisation(slug=f"watch-{number}", name={"en": f"Lantern Watch {number}", "fa": f"دیده‌بان {number}"})
    )


def add_prisoner(session: Session, organisation: Organisation | None = None) -> Prisoner:
    """Add a prisoner with names in both scripts and no case yet."""
    number = next(_numbers)
    return _add(
        session,
        Prisoner(
            organisation_id=organisation.id if organisation else None,
            slug=f"parvaneh-{number}",
            names={"en": f"Parvaneh Sample {number}", "fa": f"پروانه نمونه {number}"},
            own_language="fa",
            status=PrisonerStatus.DETAINED,
        ),
    )


def add_campaign(session: Session, *, is_discreet: bool = True, organisation: Organisation | None = None) -> Campaign:
    """Add an unpublished campaign for one prisoner, of a new organisation unless one is given."""
    organisation = organisation or add_organisation(session)
    prisoner, number = add_prisoner(session, organisation), next(_numbers)
    campaign = _add(
        session,
        Campaign(
            organisation_id=organisation.id,
            slug=f"free-parvaneh-{number}",
            hashtag="FreeParvaneh",
            title={"en": "Free Parvaneh", "fa": "پروانه را آزاد کنید"},
            summary={"en": "She taught.", "fa": "او درس می‌داد."},
            story={"en": "She *taught* here.", "fa": "او اینجا *درس* می‌داد."},
            begins="2026-01-01",
            is_discreet=is_discreet,
        ),
    )
    _add(session, CampaignPrisoner(campaign_id=campaign.id, prisoner_id=prisoner.id))
    return campaign


def add_letter(session: Session, campaign: Campaign, *, is_published: bool = True, **columns: Any) -> Letter:
    """Add a letter to a minister, wanted and with a mail address unless ``columns`` say otherwise."""
    values: dict[str, Any] = {
        "campaign_id": campaign.id,
        "slug": "minister",
        "position": 1,
        "office": {"en": "The minister", "fa": "وزیر"},
        "points": {"en": ["Be brief."], "fa": ["کوتاه بنویسید."]},
        "salutation": {"en": "Dear Minister,", "fa": "جناب وزیر،"},
        "subject": {"en": "Parvaneh & others", "fa": "پروانه"},
        "text": {"en": "Release her.\n\nYours,", "fa": "او را آزاد کنید."},
        "email": "minister@example.org",
    }
    letter = _add(session, Letter(**{**values, **columns}))
    if is_published:
        publish_letters(session)
    return letter


def add_recipient(session: Session, *, is_persecuting: bool = False, takes_names: bool = False) -> Recipient:
    """Add an office that may receive a delivery."""
    number = next(_numbers)
    return _add(
        session,
        Recipient(
            slug=f"office-{number}",
            name={"en": f"Office {number}", "fa": f"دفتر {number}"},
            language="en",
            is_persecuting=is_persecuting,
            takes_names=takes_names,
        ),
    )


def add_petition(
    session: Session,
    *,
    opens_at: datetime = LONG_AGO,
    closes_at: datetime | None = None,
    is_published: bool = True,
    is_discreet: bool = True,
    organisation: Organisation | None = None,
) -> OpenPetition:
    """Add a petition with one open wording, published unless told otherwise."""
    campaign = add_campaign(session, is_discreet=is_discreet, organisation=organisation)
    court, rapporteur = add_recipient(session, is_persecuting=True), add_recipient(session, takes_names=True)
    petition = _add(
        session,
        Petition(campaign_id=campaign.id, goal=1000, milestones=[100, 500], opens_at=opens_at, closes_at=closes_at),
    )
    _add(session, Target(petition_id=petition.id, position=1, name={"en": "The court", "fa": "دادگاه"}))
    for position, recipient in enumerate((court, rapporteur), 1):
        _add(session, PetitionRecipient(petition_id=petition.id, recipient_id=recipient.id, position=position))
    wording = open_wording(
        session,
        petition,
        ask={"en": "Release her now", "fa": "او را آزاد کنید"},
        demands={"en": ["Release her."], "fa": ["او را آزاد کنید."]},
        named_recipients=[rapporteur],
        now=LONG_AGO,
    )
    if is_published:
        publish_campaign(session, petition.id, now=LONG_AGO)
    session.flush()
    return OpenPetition(petition, campaign, wording, court, rapporteur)


def add_fellow(
    session: Session, petition: OpenPetition, *, status: PrisonerStatus, events: tuple[str, ...] = ()
) -> Prisoner:
    """Name one more person in a campaign, not yet published; ``events`` are the days of sentences."""
    fellow = add_prisoner(session)
    fellow.status = status
    session.refresh(fellow, ["events"])
    fellow.events = [
        CaseEvent(date=day, kind=EventKind.SENTENCE, text=WORDS, certainty=Certainty.AS_PUBLISHED) for day in events
    ]
    position = func.max(CampaignPrisoner.position) + 1
    named = select(position).where(CampaignPrisoner.campaign_id == petition.campaign.id).scalar_subquery()
    _add(session, CampaignPrisoner(campaign_id=petition.campaign.id, prisoner_id=fellow.id, position=named))
    return fellow


def add_surroundings(session: Session, petition: OpenPetition) -> None:
    """Give a campaign a prison, a group, a memorial, themes and an outcome, not yet published."""
    campaign = session.get_one(Campaign, petition.campaign.id)
    session.refresh(campaign, ["groups", "memorials", "outcome", "prisoners"])
    campaign.country, campaign.themes = "IR", [Theme.WOMEN, Theme.FAIR_TRIAL]
    campaign.groups = [Group(slug="thirty", names=WORDS, description=WORDS, size=WORDS, attribution=SAID)]
    figure = MemorialFigure(position=1, figure=30, text=WORDS, attribution=SAID)
    campaign.memorials = [Memorial(slug="the-night", title=WORDS, text=WORDS, figures=[figure])]
    campaign.outcome = Outcome(kind=OutcomeKind.PARTIAL, text=WORDS, day="2026-05")
    session.refresh(campaign.prisoners[0], ["prison"])
    campaign.prisoners[0].prison = Prison(slug="tower", names=WORDS, place=WORDS, country="IR")
    session.flush()


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row

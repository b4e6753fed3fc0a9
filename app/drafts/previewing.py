"""What the public would read if a draft were published as it stands: the same document, from the same words."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.campaigns.document import (
    CampaignDocument,
    EventDocument,
    FactDocument,
    GroupDocument,
    MemorialDocument,
    OrganisationDocument,
    OutcomeDocument,
    PetitionDocument,
    PictureDocument,
    PrisonDocument,
    PrisonerDocument,
    RecipientDocument,
    RelatedDocument,
    SourceDocument,
    VariantDocument,
    WordingDocument,
)
from app.campaigns.markup import to_html
from app.campaigns.models import Outcome
from app.cases.models import Group, Memorial, Prison
from app.core import edtf
from app.core.edtf import EdtfError
from app.drafts.applying_cases import slug_of
from app.drafts.document import (
    DraftDocument,
    DraftEvent,
    DraftFact,
    DraftFellow,
    DraftPetition,
    DraftPortrait,
    DraftPrison,
    DraftRecipient,
    LocalMidnight,
    Texts,
)
from app.drafts.people import list_people
from app.drafts.rules import wording_of
from app.petitions.models import Recipient
from app.pictures.queries import find_ready_picture

NOBODY: Final = UUID(int=0)
_NOT_YET: Final = "2000"
"""Stands where a date is missing or unreadable, so that the rest of the page can be seen."""
_Claim = dict[str, Any]


class Preview:
    """One draft as the public would read it; ``document`` makes the whole."""

    def __init__(self, session: Session, draft: DraftDocument, *, now: datetime) -> None:
        self._session, self._draft, self._now = session, draft, now
        self._sources = {source.key: source for source in draft.sources}

    def document(self, campaign_id: UUID, organisation: Organisation) -> CampaignDocument:
        """Return the campaign as its public copy would have it."""
        given = self._draft.campaign
        people = [self._prisoner(person) for person in list_people(self._draft)]
        return CampaignDocument(
            id=campaign_id,
            slug=given.slug or "preview",
            hashtag=given.hashtag or "#",
            title=self._said(given.title),
            summary=self._said(given.summary),
            story={code: to_html(words) for code, words in self._said(given.story).items()},
            is_sample=False,
            is_urgent=given.is_urgent,
            begins=_dated(given.begins),
            organisation=OrganisationDocument(slug=organisation.slug, name=organisation.name, about=organisation.about),
            languages=list(self._draft.languages),
            country=given.country,
            themes=sorted(given.themes),
            prisoner=people[0],
            others=people[1:],
            petition=self._petition(self._draft.petition),
            groups=self._groups(),
            memorials=self._memorials(),
            outcome=self._outcome(campaign_id),
            portrait=self._portrait(self._draft.portrait),
        )

    def _said(self, texts: Texts) -> Texts:
        """The words in the languages of the draft; a dash where there are none, so that the page can be drawn."""
        spoken = {code: texts[code] for code in self._draft.languages if texts.get(code, "").strip()}
        return spoken or {self._draft.languages[0]: "—"}

    def _prisoner(self, person: DraftFellow) -> PrisonerDocument:
        given = person.prisoner
        names = {code: name for code, name in given.names.items() if name.strip()} or {self._draft.languages[0]: "—"}
        return PrisonerDocument(
            slug=given.slug or "preview",
            names=names,
            own_language=given.own_language if given.own_language in names else next(iter(names)),
            status=given.status.value,
            detained_since=_dated(given.detained_since) if given.detained_since else None,
            last_verified=_dated(given.status_verified) if given.status_verified else None,
            prison=self._prison(given.prison),
            facts=[FactDocument(kind=fact.kind.value, **self._claim(fact)) for fact in person.facts],
            events=[
                EventDocument(
                    date=_dated(event.date), kind=event.kind.value, prison=self._prison(event.prison),
                    **self._claim(event),
                )
                for event in sorted(person.events, key=lambda each: edtf.parse(_dated(each.date)).sort_key)
            ],
            related=[
                RelatedDocument(
                    kind=each.kind.value, names=self._said(each.names), text=self._said(each.text),
                    sources=self._named(each.sources),
                )
                for each in person.relatives
                if each.is_public
            ],
        )  # fmt: skip

    def _claim(self, claim: DraftFact | DraftEvent) -> _Claim:
        attribution = {code: words for code, words in claim.attribution.items() if words.strip()}
        return {
            "text": self._said(claim.text),
            "attribution": attribution or None,
            "sources": self._named(claim.sources),
        }

    def _named(self, keys: list[str]) -> list[SourceDocument]:
        return [
            SourceDocument(
                title=self._said(source.title),
                publisher=self._said(source.publisher),
                date=_dated(source.date) if source.date else None,
                url=source.url,
                certainty=source.certainty.value,
            )
            for source in (self._sources[key] for key in keys if key in self._sources)
        ]

    def _prison(self, given: DraftPrison | None) -> PrisonDocument | None:
        if given is None:
            return None
        found = self._session.scalar(select(Prison).where(Prison.slug == given.slug)) if given.slug else None
        if found:
            return PrisonDocument(slug=found.slug, name=found.names, place=found.place, country=found.country)
        slug = slug_of(given.name, fallback="prison")
        return PrisonDocument(
            slug=slug, name=self._said(given.name), place=self._said(given.place), country=given.country
        )

    def _petition(self, given: DraftPetition) -> PetitionDocument:
        words = wording_of(self._draft)
        recipients = [self._recipient(each) for each in given.recipients]
        return PetitionDocument(
            id=NOBODY,
            wording=WordingDocument(
                id=NOBODY,
                number=1,
                sha256="",
                ask=self._said(words.ask),
                demands=words.demands or {self._draft.languages[0]: ["—"]},
                named_recipients=[each for each in recipients if each.takes_names],
            ),
            targets=[self._said(target.name) for target in given.targets],
            recipients=recipients,
            goal=given.goal or 1,
            milestones=given.milestones or [given.goal or 1],
            opens_at=_midnight(given.opens) or self._now,
            closes_at=_midnight(given.closes),
        )

    def _recipient(self, given: DraftRecipient) -> RecipientDocument:
        found = self._session.scalar(select(Recipient).where(Recipient.slug == given.slug)) if given.slug else None
        name, takes_names = (found.name, found.takes_names) if found else (self._said(given.name), given.takes_names)
        return RecipientDocument(id=NOBODY, name=name, takes_names=takes_names)

    def _groups(self) -> list[GroupDocument]:
        query = select(Group).where(Group.slug.in_(self._draft.campaign.groups)).order_by(Group.slug)
        return [GroupDocument(slug=each.slug, name=each.names) for each in self._session.scalars(query)]

    def _memorials(self) -> list[MemorialDocument]:
        query = select(Memorial).where(Memorial.slug.in_(self._draft.campaign.memorials)).order_by(Memorial.slug)
        return [MemorialDocument(slug=each.slug, title=each.title) for each in self._session.scalars(query)]

    def _outcome(self, campaign_id: UUID) -> OutcomeDocument | None:
        found = self._session.get(Outcome, campaign_id)
        if found is None:
            return None
        return OutcomeDocument(kind=found.kind.value, text=found.text, day=found.day, thanks=found.thanks)

    def _portrait(self, given: DraftPortrait | None) -> PictureDocument | None:
        picture = find_ready_picture(self._session, UUID(given.picture_id)) if given else None
        if given is None or picture is None or not picture.variants:
            return None
        variants = [
            VariantDocument(kind=each.kind.value, width=each.width, height=each.height, digest=each.digest)
            for each in picture.variants
        ]
        return PictureDocument(alt=self._said(given.alt), variants=variants)


def _dated(text: str | None) -> str:
    try:
        return edtf.parse(text or _NOT_YET).text
    except EdtfError:
        return _NOT_YET


def _midnight(given: LocalMidnight | None) -> datetime | None:
    try:
        return given.moment() if given else None
    except (ValueError, OSError):
        return None

"""Reads of drafts: an organisation's list, what was saved when, what staff said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.accounts.models import Account, Organisation
from app.campaigns.models import Campaign, PublishedCampaign
from app.campaigns.queries import NEAR
from app.core.folding import fold
from app.drafts.document import DraftDocument, Texts
from app.drafts.models import CampaignAct, CampaignFreeze, Draft, DraftReview, DraftRevision, OrganisationFreeze
from app.drafts.people import list_people
from app.drafts.states import ActState, DraftState

MOST_SIMILAR: Final = 8


@dataclass(frozen=True, kw_only=True)
class Similar:
    """A campaign that may be for somebody this one is for: how alike the names are (0 to 1), and where it is."""

    campaign_id: UUID
    title: Texts
    likeness: float
    slug: str | None


def list_drafts(session: Session, organisation_id: UUID) -> list[Draft]:
    """Return an organisation's drafts, the one changed last first."""
    query = select(Draft).where(Draft.organisation_id == organisation_id).order_by(Draft.changed_at.desc(), Draft.id)
    return list(session.scalars(query))


def find_without_draft(session: Session, campaign_id: UUID) -> Campaign | None:
    """Return a campaign that was published by other means than a draft; None where it has one, or is not there."""
    return None if session.get(Draft, campaign_id) else session.get(Campaign, campaign_id)


def list_history(session: Session, campaign_id: UUID) -> list[DraftRevision]:
    """Return the revisions of a draft without their documents, the newest first."""
    query = select(DraftRevision).where(DraftRevision.draft_id == campaign_id)
    return list(session.scalars(query.options(defer(DraftRevision.document)).order_by(DraftRevision.number.desc())))


def list_authors(session: Session, campaign_id: UUID) -> dict[UUID, str]:
    """Return the address of everybody who saved a revision and still has an account, by account."""
    authors = select(DraftRevision.author_id).where(DraftRevision.draft_id == campaign_id)
    accounts = session.scalars(select(Account).where(Account.id.in_(authors)))
    return {account.id: account.email for account in accounts}


def list_reviews(session: Session, campaign_id: UUID) -> list[DraftReview]:
    """Return what staff decided on a draft, the newest first."""
    query = select(DraftReview).where(DraftReview.draft_id == campaign_id)
    return list(session.scalars(query.order_by(DraftReview.decided_at.desc(), DraftReview.id)))


def list_submitted(session: Session) -> list[Draft]:
    """Return what waits for staff, the longest first."""
    query = select(Draft).where(Draft.state == DraftState.SUBMITTED).order_by(Draft.submitted_at, Draft.id)
    return list(session.scalars(query))


def count_submitted(session: Session) -> int:
    """How many drafts wait for staff."""
    query = select(func.count()).select_from(Draft).where(Draft.state == DraftState.SUBMITTED)
    return session.scalar(query) or 0


def list_organisations(session: Session, drafts: Sequence[Draft]) -> dict[UUID, Organisation]:
    """Return whose these drafts are, by organisation."""
    wanted = {draft.organisation_id for draft in drafts}
    return {each.id: each for each in session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}


def list_frozen(session: Session) -> list[tuple[CampaignFreeze, Campaign]]:
    """Return the campaigns that staff took away, the newest first."""
    query = select(CampaignFreeze, Campaign).join(Campaign, Campaign.id == CampaignFreeze.campaign_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(CampaignFreeze.frozen_at.desc()))]


def list_waiting_acts(session: Session, campaign_id: UUID) -> list[CampaignAct]:
    """Return what was asked of a campaign and not yet carried out."""
    query = select(CampaignAct).where(CampaignAct.campaign_id == campaign_id, CampaignAct.state == ActState.WAITING)
    return list(session.scalars(query.order_by(CampaignAct.asked_at)))


def find_freeze(session: Session, campaign_id: UUID) -> CampaignFreeze | OrganisationFreeze | None:
    """Return why staff took a campaign away, by itself or with its organisation; None where they did not."""
    of_draft = select(Draft.organisation_id).where(Draft.id == campaign_id)
    whose = of_draft.union(select(Campaign.organisation_id).where(Campaign.id == campaign_id))
    with_all = select(OrganisationFreeze).where(OrganisationFreeze.organisation_id.in_(whose))
    return session.get(CampaignFreeze, campaign_id) or session.scalar(with_all)


def find_organisation_freeze(session: Session, organisation_id: UUID) -> OrganisationFreeze | None:
    """Return why staff took everything of an organisation away, or None where they did not."""
    return session.get(OrganisationFreeze, organisation_id)


AGE_BANDS: Final = (1, 3, 7)
"""Days after which a draft has waited longer than it should, one band after the other."""


def band_of(draft: Draft, *, now: datetime) -> int:
    """Return in which band of age a draft is: 0 is fresh, the last is the oldest."""
    return sum(age_of(draft, now=now) >= days for days in AGE_BANDS)


def age_of(draft: Draft, *, now: datetime) -> int:
    """How many whole days a draft has waited for staff."""
    return (now - draft.submitted_at).days if draft.submitted_at else 0


def find_similar(session: Session, document: DraftDocument, *, but: UUID) -> list[Similar]:
    """Return campaigns that may be for the same person, the likeliest first: public ones, and drafts one may see.

    Names are compared folded, by trigrams (pg_trgm's word similarity), in each script the person's name has.
    """
    given = [name for person in list_people(document) for name in person.prisoner.names.values()]
    names = [folded for name in given if (folded := fold(name))]
    if not names:
        return []
    session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", str(NEAR), True)))
    found: dict[UUID, Similar] = {}
    for each in (*_similar_public(session, names), *_similar_drafts(session, names)):
        known = found.get(each.campaign_id)
        if each.campaign_id != but and (known is None or known.likeness < each.likeness):
            found[each.campaign_id] = each
    return sorted(found.values(), key=lambda each: -each.likeness)[:MOST_SIMILAR]


def _similar_public(session: Session, names: Sequence[str]) -> list[Similar]:
    text, title = PublishedCampaign.search_text, PublishedCampaign.document["title"]
    return [
        Similar(campaign_id=row.id, title=row.title, likeness=row.likeness, slug=row.slug)
        for name in names
        for row in session.execute(
            select(
                PublishedCampaign.id,
                PublishedCampaign.slug,
                title.label("title"),
                func.word_similarity(name, text).label("likeness"),
            ).where(text.op("%>")(name))
        )
    ]


def _similar_drafts(session: Session, names: Sequence[str]) -> list[Similar]:
    text = Draft.search_text
    return [
        Similar(campaign_id=row.id, title=row.title, likeness=row.likeness, slug=None)
        for name in names
        for row in session.execute(
            select(Draft.id, Draft.title, func.word_similarity(name, text).label("likeness")).where(text.op("%>")(name))
        )
    ]

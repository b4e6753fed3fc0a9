"""A campaign that was published by other means than the editor becomes a draft, and published again it is the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.campaigns.models import Campaign, CampaignState, PublishedCampaign
from app.cases.models import Prisoner, Source
from app.core.errors import NotFound
from app.drafts.applying import apply_document
from app.drafts.document import DraftConsent, DraftDocument, LocalMidnight
from app.drafts.kinds import ConsentKind, HarmCheck
from app.drafts.models import Draft
from app.drafts.publishing import publish_next
from app.drafts.reading_back import midnight_of, open_published, read_back
from app.drafts.reviewing import approve, submit
from app.drafts.saving import get_draft, save_section
from app.drafts.states import DraftState
from app.petitions.models import Petition, Recipient, Wording
from app.petitions.publishing import publish_campaign
from app.sample.content import read_samples
from app.sample.loading import load_sample
from tests.db.drafts.conftest import NOW, act_as
from tests.factories import add_organisation, add_petition
from tests.factories.drafts import fellow

SLUGS = [sample.slug for sample in read_samples()]
COUNTED = (Prisoner, Source, Petition, Recipient, Wording)


def load(session: Session, slug: str) -> Campaign:
    """Load one sample, or a campaign that it shares a prisoner with before."""
    for sample in read_samples():
        if sample.slug == slug or sample.slug == slug.removesuffix("-earlier"):
            load_sample(session, sample, now=NOW)
    session.expire_all()
    return session.scalars(select(Campaign).where(Campaign.slug == slug)).one()


def public(session: Session, campaign: Campaign) -> dict[str, Any] | None:
    session.expire_all()
    row = session.get(PublishedCampaign, campaign.id)
    return row and {name: part for name, part in row.document.items() if name != "published_at"}


def rows(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in COUNTED]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sample_read_back_and_published_again_is_the_same(session: Session, slug: str) -> None:
    campaign = load(session, slug)
    before, counted, document = public(session, campaign), rows(session), read_back(session, campaign.id)
    petition_id = apply_document(
        session, document, campaign_id=campaign.id, organisation_id=campaign.organisation_id, now=NOW, is_sample=True,
        before=document,
    )  # fmt: skip
    if campaign.state is CampaignState.PUBLISHED:
        publish_campaign(session, petition_id, now=NOW)
    assert public(session, campaign) == before
    assert rows(session) == counted
    assert read_back(session, campaign.id) == document


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sample_s_draft_is_what_its_tables_hold(session: Session, slug: str) -> None:
    campaign = load(session, slug)
    assert get_draft(session, campaign.id).document == read_back(session, campaign.id)


@pytest.mark.parametrize("slug", ["stop-torturing-maryam", "sample-prisoners-p-q-r"])
def test_through_review_nothing_changes_that_was_not_changed(session: Session, slug: str) -> None:
    campaign = load(session, slug)
    session.execute(delete(Draft).where(Draft.id == campaign.id))
    before = public(session, campaign)
    editor = act_as(None, organisation_id=campaign.organisation_id)
    draft = open_published(session, editor, campaign.id, now=NOW)
    assert (draft.state, draft.head, draft.published_number) == (DraftState.PUBLISHED, 1, 1)
    publish_again(session, editor, draft, lambda document: document)
    assert public(session, campaign) == before
    publish_again(session, editor, draft, lambda given: replace(given, campaign=replace(given.campaign, begins="2026")))
    after = public(session, campaign)
    assert after
    assert before
    assert {name for name in after if after[name] != before[name]} == {"begins"}


def publish_again(session: Session, editor: Actor, draft: Draft, change: Any) -> None:
    """Record what a review asks for, change something, have it approved, and publish it."""
    staff = act_as(None, staff_role=StaffRole.REVIEWER)
    consent = DraftConsent(kind=ConsentKind.ABSENT, why_absent="A sample.")

    def whole(document: DraftDocument) -> DraftDocument:
        return replace(change(document), consent=consent, checklist=list(HarmCheck))

    saved = save_section(session, editor, draft.id, based_on=draft.head, change=whole, now=NOW)
    submit(session, editor, draft.id, number=saved.number, now=NOW)
    approve(session, staff, draft.id, number=saved.number, now=NOW)
    assert publish_next(session, now=NOW) == draft.id
    assert draft.state is DraftState.PUBLISHED


def test_it_is_opened_once_and_by_its_members_alone(session: Session) -> None:
    petition = add_petition(session)
    editor = act_as(None, organisation_id=petition.campaign.organisation_id)
    draft = open_published(session, editor, petition.campaign.id, now=NOW)
    assert open_published(session, editor, petition.campaign.id, now=NOW) is draft
    other = act_as(None, organisation_id=add_organisation(session).id)
    with pytest.raises(NotFound):
        open_published(session, other, petition.campaign.id, now=NOW)


def test_whom_nobody_here_may_see_is_not_left_out(session: Session) -> None:
    petition = add_petition(session)
    session.execute(delete(Prisoner.__table__.metadata.tables["vigil.campaign_prisoner"]))
    with pytest.raises(NotFound):
        read_back(session, petition.campaign.id)


def test_several_people_and_their_shared_source_come_back(session: Session, draft: Draft, editor: Actor) -> None:
    given = get_draft(session, draft.id).document
    several = replace(given, others=[fellow("p1"), fellow("p2", name="Mina Sample")], others_before=1)
    apply_document(session, several, campaign_id=draft.id, organisation_id=draft.organisation_id, now=NOW)
    session.expire_all()
    found = read_back(session, draft.id)
    assert [found.prisoner.slug, *(each.prisoner.slug for each in found.others)] == [
        "sohrab-sample", "laleh-sample", "mina-sample",
    ]  # fmt: skip
    assert [source.url for source in found.sources] == ["https://paper.example/report"]
    assert [each.relatives for each in found.others][1] == [], "who was private never was in the tables"


@pytest.mark.parametrize(
    ("moment", "midnight"),
    [
        (datetime(2026, 12, 1, tzinfo=UTC), LocalMidnight(day="2026-12-01")),
        (datetime(2026, 11, 30, 20, 30, tzinfo=UTC), LocalMidnight(day="2026-12-01", zone="Asia/Tehran")),
        (datetime(2026, 11, 30, 23, tzinfo=UTC), LocalMidnight(day="2026-12-01", zone="Europe/Paris")),
        (datetime(2026, 11, 30, 17, 7, tzinfo=UTC), LocalMidnight(day="2026-12-01")),
    ],
)
def test_a_moment_is_a_midnight_somewhere(moment: datetime, midnight: LocalMidnight) -> None:
    assert midnight_of(moment) == midnight


@pytest.mark.parametrize("hour", range(24))
def test_every_whole_hour_is_one(hour: int) -> None:
    moment = datetime(2026, 7, 1, hour, tzinfo=UTC)
    assert midnight_of(moment).moment() == moment

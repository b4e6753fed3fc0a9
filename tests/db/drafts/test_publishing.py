"""From an approved revision to what the public reads, and what a second one changes."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.campaigns.document import CampaignDocument
from app.campaigns.models import Campaign, CampaignState, PublishedCampaign
from app.campaigns.queries import list_published
from app.cases.kinds import FactKind
from app.cases.models import CaseFact, Prison, Prisoner, Source
from app.drafts.document import DraftDocument, DraftPrison, DraftTarget, LocalMidnight
from app.drafts.history import list_reviews
from app.drafts.models import Draft
from app.drafts.people import moved_person, without_person
from app.drafts.publishing import publish_next
from app.drafts.reviewing import approve, submit
from app.drafts.saving import get_draft, save_section
from app.drafts.states import DraftState, ReviewReason
from app.petitions.models import Petition, Recipient, Wording
from tests.db.drafts.conftest import NOW
from tests.factories import add_campaign, add_organisation
from tests.factories.drafts import both, fellow

LATER = NOW + timedelta(days=10)


def public(session: Session) -> CampaignDocument:
    session.expire_all()
    [document] = list_published(session)
    return document


@pytest.fixture
def publish_again(session: Session, editor: Actor, staff: Actor, published: Draft) -> Any:
    """Change the published draft, have it approved and published."""

    def publish(change: Any) -> CampaignDocument:
        number = save_section(
            session, editor, published.id, based_on=published.head, change=change, now=LATER
        ).number  # fmt: skip
        submit(session, editor, published.id, number=number, now=LATER)
        approve(session, staff, published.id, number=number, now=LATER)
        publish_next(session, now=LATER)
        return public(session)

    return publish


def test_the_public_reads_what_the_draft_says(session: Session, published: Draft) -> None:
    shown, draft = public(session), get_draft(session, published.id).document
    assert (published.state, published.published_number) == (DraftState.PUBLISHED, 1)
    assert (shown.id, shown.slug, shown.title) == (published.id, "free-laleh", draft.campaign.title)
    assert shown.story["en"] == "<p>She <em>taught</em> here.</p>\n"
    assert shown.prisoner.names == draft.prisoner.names
    assert [(each.kind, each.text) for each in shown.prisoner.facts] == [
        (each.kind.value, each.text) for each in draft.facts
    ]
    assert [(each.date, each.attribution) for each in shown.prisoner.events] == [
        ("2020-03", None),
        ("2021", both("The family")),
    ]
    assert shown.prisoner.events[0].sources[0].url == "https://paper.example/report"


def test_prisons_and_people_around_are_shown(session: Session, published: Draft) -> None:
    prisoner = public(session).prisoner
    assert prisoner.prison
    assert prisoner.events[1].prison
    assert (prisoner.prison.slug, prisoner.events[1].prison.slug) == ("valley-prison", "hill-prison")
    [related] = prisoner.related
    assert (related.kind, related.names["en"], len(related.sources)) == ("co_defendant", "Rostam Sample", 1)


def test_the_petition_opens_at_midnight_where_the_campaign_is(session: Session, published: Draft) -> None:
    petition = public(session).petition
    assert petition.opens_at.isoformat() == "2026-11-30T23:00:00+00:00"
    assert petition.closes_at
    assert petition.closes_at.isoformat() == "2027-11-30T23:00:00+00:00"
    assert petition.wording.demands == {"en": ["Release her.", "Let her call."], "fa": ["واژه‌ها", "واژه‌ها"]}
    assert [each.name["en"] for each in petition.wording.named_recipients] == ["A rapporteur"]
    assert [each.takes_names for each in petition.recipients] == [False, True]


def test_consent_and_checklist_never_leave_the_draft(session: Session, published: Draft) -> None:
    row = session.scalars(select(PublishedCampaign)).one()
    assert "The mother" not in str(row.document)
    assert "A signed letter" not in str(row.document)


def test_what_nobody_approved_is_not_published(session: Session, draft: Draft, editor: Actor) -> None:
    assert publish_next(session, now=NOW) is None
    submit(session, editor, draft.id, number=1, now=NOW)
    assert publish_next(session, now=NOW) is None
    assert list_published(session) == []


def test_the_same_words_stay_the_same_wording(session: Session, publish_again: Any) -> None:
    before = public(session).petition.wording
    after = publish_again(lambda draft: replace(draft, campaign=replace(draft.campaign, summary=both("Otherwise"))))
    assert after.summary == both("Otherwise")
    assert after.petition.wording == before


def test_an_end_that_a_standstill_moved_stays_until_organisers_set_another(
    session: Session, published: Draft, publish_again: Any
) -> None:
    petition = session.scalars(select(Petition)).one()
    assert petition.closes_at
    moved = petition.closes_at + timedelta(hours=5)
    petition.closes_at, petition.extended_seconds = moved, 5 * 3600
    after = publish_again(lambda draft: replace(draft, campaign=replace(draft.campaign, summary=both("Otherwise"))))
    assert after.petition.closes_at == moved
    other = LocalMidnight(day="2027-12-09")
    after = publish_again(lambda draft: replace(draft, petition=replace(draft.petition, closes=other)))
    assert after.petition.closes_at == other.moment()


@pytest.mark.parametrize("what", ["ask", "demands", "recipients"])
def test_other_words_or_named_recipients_are_a_new_wording(session: Session, publish_again: Any, what: str) -> None:
    before = public(session).petition.wording

    def change(draft: DraftDocument) -> DraftDocument:
        petition = draft.petition
        other = {
            "ask": both("Let her go."),
            "demands": petition.demands[:1],
            "recipients": [replace(each, name=both("Renamed")) for each in petition.recipients],
        }[what]
        return replace(draft, petition=replace(petition, **{what: other}))

    wording = publish_again(change).petition.wording
    assert (wording.number, wording.opened_at) == (2, LATER)
    assert session.get_one(Wording, before.id).ask == before.ask


def test_reordering_and_removing_leaves_nothing_behind(session: Session, publish_again: Any) -> None:
    def change(draft: DraftDocument) -> DraftDocument:
        petition = replace(draft.petition, targets=[DraftTarget(key="t9", name=both("Another"))])
        facts = [fact for fact in reversed(draft.facts) if fact.kind is FactKind.ACTIVITY]
        return replace(draft, facts=facts, events=draft.events[:1], relatives=[], petition=petition)

    shown = publish_again(change)
    assert [each.kind for each in shown.prisoner.facts] == ["activity"]
    assert (len(shown.prisoner.events), shown.prisoner.related) == (1, [])
    assert shown.petition.targets == [both("Another")]
    counts = [session.scalar(select(func.count()).select_from(table)) for table in (CaseFact, Source)]
    assert counts == [1, 1]


def test_what_has_opened_does_not_open_again(session: Session, publish_again: Any) -> None:
    opened = public(session).petition.opens_at

    def change(draft: DraftDocument) -> DraftDocument:
        return replace(draft, petition=replace(draft.petition, opens=None, closes=None))

    shown = publish_again(change)
    assert (shown.petition.opens_at, shown.petition.closes_at) == (opened, None)


def test_languages_that_were_given_up_are_not_published(session: Session, publish_again: Any) -> None:
    def change(draft: DraftDocument) -> DraftDocument:
        title = {**draft.campaign.title, "de": "Freiheit"}
        return replace(draft, campaign=replace(draft.campaign, title=title))

    assert publish_again(change).languages == ["en", "fa"]


def test_a_prison_that_is_there_is_named_by_its_address(session: Session, publish_again: Any) -> None:
    session.add(Prison(slug="tower", names=both("Tower"), place=both("Town"), country="IR"))

    def change(draft: DraftDocument) -> DraftDocument:
        return replace(draft, prisoner=replace(draft.prisoner, prison=DraftPrison(slug="tower")))

    prison = publish_again(change).prisoner.prison
    assert (prison.slug, prison.name) == ("tower", both("Tower"))


def test_a_hidden_campaign_is_written_and_stays_away(session: Session, publish_again: Any, published: Draft) -> None:
    campaign = session.get_one(Campaign, published.id)
    campaign.state = CampaignState.HIDDEN
    session.execute(PublishedCampaign.__table__.delete())
    with pytest.raises(ValueError, match="not enough values"):
        publish_again(lambda draft: replace(draft, campaign=replace(draft.campaign, hashtag="#Other")))
    assert (campaign.hashtag, campaign.state) == ("#Other", CampaignState.HIDDEN)


def test_an_address_taken_meanwhile_sends_it_back(session: Session, draft: Draft, editor: Actor, staff: Actor) -> None:
    submit(session, editor, draft.id, number=1, now=NOW)
    approve(session, staff, draft.id, number=1, now=NOW)
    other = add_campaign(session)
    other.slug = "free-laleh"
    session.flush()
    assert publish_next(session, now=NOW) == draft.id
    assert draft.state is DraftState.SENT_BACK
    review = next(each for each in list_reviews(session, draft.id) if each.reviewer_id is None)
    assert (review.reasons, review.words) == ([ReviewReason.ADDRESS_TAKEN], "campaign/slug")
    assert session.get(Campaign, draft.id) is None


def test_another_organisation_s_prisoner_is_not_overwritten(
    session: Session, draft: Draft, editor: Actor, staff: Actor
) -> None:
    kept = Prisoner(
        organisation_id=add_organisation(session).id, slug="laleh-sample", names=both("Kept"), own_language="en",
        status="detained",
    )  # fmt: skip
    session.add(kept)
    submit(session, editor, draft.id, number=1, now=NOW)
    approve(session, staff, draft.id, number=1, now=NOW)
    publish_next(session, now=NOW)
    assert (draft.state, kept.names) == (DraftState.SENT_BACK, both("Kept"))


def test_several_people_are_published_in_the_order_in_which_they_are_named(publish_again: Any) -> None:
    def change(draft: DraftDocument) -> DraftDocument:
        return moved_person(replace(draft, others=[fellow("p1"), fellow("p2", name="Mina Sample")]), "p1", by=-1)

    shown = publish_again(change)
    assert [each.slug for each in shown.prisoners] == ["sohrab-sample", "laleh-sample", "mina-sample"]
    assert [len(each.events) for each in shown.prisoners] == [1, 2, 1]
    assert {source.url for each in shown.prisoners for fact in each.facts for source in fact.sources} == {
        "https://paper.example/report"
    }
    assert [each.related for each in shown.others][1] == []


def test_people_share_a_source_and_it_stays_while_one_rests_on_it(session: Session, publish_again: Any) -> None:
    publish_again(lambda draft: replace(draft, others=[fellow("p1")]))
    assert session.scalar(select(func.count()).select_from(Source)) == 1
    shown = publish_again(lambda draft: replace(draft, facts=[], events=[], relatives=[]))
    assert [len(each.facts) for each in shown.prisoners] == [0, 2]
    assert session.scalar(select(func.count()).select_from(Source)) == 1


def test_whoever_is_removed_is_no_longer_named_and_the_record_stays(session: Session, publish_again: Any) -> None:
    publish_again(lambda draft: replace(draft, others=[fellow("p1")]))
    shown = publish_again(lambda draft: without_person(draft, "first"))
    assert [each.slug for each in shown.prisoners] == ["sohrab-sample"]
    slugs = session.scalars(select(Prisoner.slug).order_by(Prisoner.slug)).all()
    assert slugs == ["laleh-sample", "sohrab-sample"]


def test_another_address_is_still_the_same_record(session: Session, publish_again: Any) -> None:
    publish_again(lambda draft: replace(draft, others=[fellow("p1")]))
    ids = set(session.scalars(select(Prisoner.id)))

    def change(draft: DraftDocument) -> DraftDocument:
        (other,) = draft.others
        renamed = replace(other, prisoner=replace(other.prisoner, slug="sohrab"))
        return replace(draft, others=[renamed], prisoner=replace(draft.prisoner, slug="laleh"))

    shown = publish_again(change)
    assert [each.slug for each in shown.prisoners] == ["laleh", "sohrab"]
    assert set(session.scalars(select(Prisoner.id))) == ids


def test_what_happened_on_one_day_is_told_as_the_editors_put_it(publish_again: Any) -> None:
    def change(draft: DraftDocument) -> DraftDocument:
        events = [
            replace(draft.events[0], key=f"e{number}", text=both(f"Event {number}")) for number in (5, 3, 4, 1, 2)
        ]
        return replace(draft, events=events)

    told = [event.text["en"] for event in publish_again(change).prisoner.events]
    assert told == [f"Event {number}" for number in (5, 3, 4, 1, 2)]


def test_recipients_stay_for_the_deliveries_that_name_them(session: Session, publish_again: Any) -> None:
    def change(draft: DraftDocument) -> DraftDocument:
        return replace(draft, petition=replace(draft.petition, recipients=draft.petition.recipients[1:]))

    assert len(publish_again(change).petition.recipients) == 1
    assert session.scalar(select(func.count()).select_from(Recipient)) == 2
    assert session.scalar(select(func.count()).select_from(Petition)) == 1

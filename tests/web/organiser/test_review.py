"""From submitting to being public: what organisers and staff see and do, and what nobody may."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import AccountSession
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.queries import list_published
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.drafts.acting import carry_out_next
from app.drafts.models import Draft
from app.drafts.publishing import publish_next
from app.drafts.states import DraftState
from tests.factories import add_organisation
from tests.web.member import Member
from tests.web.organiser.conftest import Join


@pytest.fixture
def staff(join: Join) -> Member:
    return join(of=None, staff_role=StaffRole.REVIEWER)


@pytest.fixture
def review(draft: Draft) -> str:
    return f"/staff/reviews/{draft.id}"


@pytest.fixture
def work(worker_app: Flask) -> object:
    """Do what a worker does when beat rings."""

    def done() -> None:
        with worker_app.app_context(), unit_of_work() as session:
            while publish_next(session, now=utc_now()) or carry_out_next(session, now=utc_now()):
                pass

    return done


@pytest.fixture
def published(editor: Member, staff: Member, path: str, review: str, work: object) -> str:
    """The draft's address, once it is public."""
    editor.press(f"{path}/submit", {"based_on": "1"})
    staff.press(review, {"number": "1", "outcome": "approved"})
    work()  # type: ignore[operator]
    return path


def state(session: Session, draft: Draft) -> DraftState:
    session.rollback()
    session.refresh(draft)
    return draft.state


def test_a_campaign_is_submitted_read_and_published(
    editor: Member, staff: Member, owner_session: Session, draft: Draft, path: str, review: str, work: object
) -> None:
    assert "Submit revision 1" in editor.get(f"{path}/checks").text
    page = editor.follow(f"{path}/submit", {"based_on": "1"})
    assert "It is with staff now" in page.text
    assert "Campaigns to be reviewed" in staff.get("/staff/").text
    assert "Free Laleh" in staff.get("/staff/reviews/").text
    text = staff.get(review).text
    for words in ("The mother", "A signed letter", "Approve and publish", "What it says"):
        assert words in text
    staff.press(review, {"number": "1", "outcome": "approved"})
    work()  # type: ignore[operator]
    assert state(owner_session, draft) is DraftState.PUBLISHED
    assert [each.slug for each in list_published(owner_session)] == ["free-laleh"]
    assert "Approved" in editor.get(f"{path}/").text
    assert "Nothing waits for you" in staff.get("/staff/").text


def test_the_page_of_a_public_campaign_leads_to_all_that_can_be_done(editor: Member, published: str) -> None:
    leads_to = [link.get("href", "") for link in editor.get(f"{published}/").all("a")]
    assert leads_to.count("http://localhost:8000/en/campaigns/free-laleh") == 1
    for page in ("dashboard", "updates/", "paper/", "control"):
        assert leads_to.count(f"{published}/{page}") == 1


def test_what_is_sent_back_says_why(
    editor: Member, staff: Member, owner_session: Session, draft: Draft, path: str, review: str
) -> None:
    editor.press(f"{path}/submit", {"based_on": "1"})
    staff.press(review, {"number": "1", "outcome": "sent_back", "reasons": ["source_weak"], "words": "Who says so?"})
    assert state(owner_session, draft) is DraftState.SENT_BACK
    text = editor.get(f"{path}/").text
    assert "A source is too weak" in text
    assert "Who says so?" in text


def test_a_decision_needs_a_reason(editor: Member, staff: Member, path: str, review: str) -> None:
    editor.press(f"{path}/submit", {"based_on": "1"})
    assert "Tick at least one reason" in staff.follow(review, {"number": "1", "outcome": "rejected"}).text


def test_only_what_was_read_is_decided(editor: Member, staff: Member, path: str, review: str) -> None:
    editor.press(f"{path}/submit", {"based_on": "1"})
    editor.press(f"{path}/withdraw")
    assert "taken back" in staff.follow(review, {"number": "1", "outcome": "approved"}).text


@pytest.fixture
def read_for_long(editor: Member, owner_session: Session, path: str) -> dict[str, Any]:
    """What staff typed at the end of a review that took longer than a proof lasts."""
    editor.press(f"{path}/submit", {"based_on": "1"})
    owner_session.execute(update(AccountSession).values(proved_at=AccountSession.created_at - timedelta(days=1)))
    owner_session.commit()
    return {
        "number": "1", "outcome": "sent_back", "reasons": ["source_weak", "harm_possible"], "words": "Two\nlines <b>",
    }  # fmt: skip


def test_deciding_asks_again_who_it_is_and_keeps_what_was_typed(
    staff: Member, read_for_long: dict[str, Any], path: str, editor: Member, review: str
) -> None:
    page = staff.refused(review, read_for_long)
    assert page.heading() == "Is it still you?"
    assert [page.value_of(name) for name in ("number", "outcome", "words")] == ["1", "sent_back", "Two\nlines <b>"]
    assert page.response.get_data(as_text=True).count('name="reasons"') == 2
    page = staff.refused(review, read_for_long | {"proof_on_the_way": "000000"})
    assert page.value_of("words") == "Two\nlines <b>"
    assert "What staff said" not in editor.get(f"{path}/").text
    staff.press(review, read_for_long | {"proof_on_the_way": staff.code()})
    told = editor.get(f"{path}/").text
    assert all(words in told for words in ("What staff said", "A source is too weak", "lines <b>"))


def test_a_proof_on_the_way_opens_the_next_fifteen_minutes(
    staff: Member, read_for_long: dict[str, Any], review: str
) -> None:
    staff.press(review, read_for_long | {"proof_on_the_way": staff.code()})
    assert "/staff/reviews" in staff.press(review, read_for_long)


def test_codes_on_the_way_are_limited_as_elsewhere(staff: Member, read_for_long: dict[str, Any], review: str) -> None:
    answers = [staff.send(review, read_for_long | {"proof_on_the_way": f"{number:06}"}) for number in range(12)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert "Two\nlines" in answers[-1].get_data(as_text=True)


def test_a_code_on_the_way_does_not_replace_the_token_of_a_form(
    staff: Member, read_for_long: dict[str, Any], path: str, editor: Member, review: str
) -> None:
    posted = read_for_long | {"proof_on_the_way": staff.code()}
    assert staff.client.post(review, data=posted).status_code == 400
    assert "What staff said" not in editor.get(f"{path}/").text


def test_submitting_needs_a_second_factor(join: Join, owner_session: Session, draft: Draft, path: str) -> None:
    hurried = join(second_factor=False)
    assert "/account/" in str(hurried.send(f"{path}/submit", {"based_on": "1"}).headers["Location"])
    assert state(owner_session, draft) is DraftState.EDITING


def test_what_is_with_staff_cannot_be_edited(editor: Member, path: str) -> None:
    editor.press(f"{path}/submit", {"based_on": "1"})
    assert "cannot be changed now" in editor.follow(f"{path}/edit/aims", {"goal": "9", "based_on": "1"}).text


def test_organisers_know_of_no_queue(editor: Member, review: str) -> None:
    assert editor.client.get("/staff/reviews/").status_code == 404
    assert editor.client.get(review).status_code == 404


def test_another_organisation_s_draft_is_missing(join: Join, owner_session: Session, path: str, draft: Draft) -> None:
    other = add_organisation(owner_session)
    owner_session.commit()
    stranger = join(of=other)
    assert stranger.client.get(f"{path}/").status_code == 404
    own = f"/organiser/{other.slug}/campaigns/{draft.id}"
    for page in ("/", "/edit/words", "/history/", "/history/1", "/checks", "/preview/1/en", "/control"):
        assert stranger.client.get(f"{own}{page}").status_code == 404, page
    for act in ("/copy", "/submit", "/withdraw", "/quiet", "/edit/aims", "/history/1/return"):
        assert stranger.send(f"{own}{act}", {"based_on": "1"}).status_code == 404, act


def test_quiet_hides_before_any_worker(
    editor: Member, owner_session: Session, draft: Draft, published: str, work: object, join: Join
) -> None:
    assert "Hide the campaign now" in editor.get(f"{published}/control").text
    page = editor.follow(f"{published}/quiet", {"says_quiet": "yes"})
    assert "The campaign is hidden" in page.text
    owner_session.rollback()
    assert list_published(owner_session) == []
    assert "Only an owner" in editor.follow(f"{published}/act", {"kind": "show"}).text
    join(OrganisationRole.OWNER).press(f"{published}/act", {"kind": "show"})
    work()  # type: ignore[operator]
    owner_session.rollback()
    assert len(list_published(owner_session)) == 1


def test_pausing_closing_and_the_outcome(editor: Member, owner_session: Session, published: str, work: object) -> None:
    editor.press(f"{published}/act", {"kind": "pause"})
    work()  # type: ignore[operator]
    assert "Go on with signing" in editor.get(f"{published}/control").text
    page = editor.refused(f"{published}/outcome", {"kind": "victory", "day": "soon", "text-en": "Free"})
    assert "Say what came of it, in Persian." in page.text
    fields = {"kind": "victory", "day": "۱۴۰۵", "text-en": "She is free.", "text-fa": "او آزاد شد."}
    editor.press(f"{published}/outcome", fields)
    work()  # type: ignore[operator]
    owner_session.rollback()
    [campaign] = list_published(owner_session)
    assert campaign.outcome
    assert (campaign.outcome.kind, campaign.outcome.text["en"]) == ("victory", "She is free.")


def test_staff_freeze_and_let_go(
    staff: Member, editor: Member, owner_session: Session, draft: Draft, published: str, work: object
) -> None:
    assert "Free Laleh" in staff.get("/staff/campaigns/").text
    page = staff.follow(f"/staff/campaigns/{draft.id}/freeze", {"words": "A complaint is looked into."})
    assert "is frozen" in page.text
    owner_session.rollback()
    assert owner_session.get_one(Campaign, draft.id, populate_existing=True).state is CampaignState.HIDDEN
    assert "A complaint is looked into." in editor.get(f"{published}/control").text
    assert "Only they let it go" in editor.follow(f"{published}/act", {"kind": "pause"}).text
    staff.press(f"/staff/campaigns/{draft.id}/let-go")
    work()  # type: ignore[operator]
    owner_session.rollback()
    assert len(list_published(owner_session)) == 1


def test_a_change_of_what_is_public_shows_what_changes(
    editor: Member, staff: Member, published: str, review: str
) -> None:
    editor.press(f"{published}/edit/aims", {"goal": "2000", "milestones": "100", "based_on": "1"})
    editor.press(f"{published}/submit", {"based_on": "2"})
    text = staff.get(review).text
    assert "What changes against what is public" in text
    assert "2000" in text

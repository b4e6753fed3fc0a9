"""The editor's pages: each opens in both languages, saves, keeps what was typed, and refuses what it cannot read."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.models import Organisation
from app.drafts.document import DraftDocument
from app.drafts.models import Draft
from app.drafts.saving import get_draft
from tests.web.member import Member
from tests.web.organiser.conftest import Join

PAGES = [
    "/",
    "/edit/words",
    "/edit/story",
    "/edit/petition",
    "/edit/aims",
    "/translations/fa",
    "/translations/fa?only=stale",
    "/preview/",
    "/preview/?language=fa&device=desk",
    "/history/",
    "/history/1",
    "/checks",
]
WORDS = {
    "title": "Let Laleh see a doctor",
    "summary": "She taught.",
    "slug": "free-laleh",
    "hashtag": "FreeLaleh",
    "begins": "آذر ۱۴۰۵",
    "country": "ir",
    "themes": ["women", "medical_care"],
    "languages": ["en", "fa"],
    "first": "en",
    "based_on": "1",
}


def stored(session: Session, draft: Draft) -> DraftDocument:
    session.rollback()
    session.expire_all()
    return get_draft(session, draft.id).document


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(join: Join, path: str, page: str, language: str) -> None:
    join(language=language).get(f"{path}{page}")


def test_beginning_a_campaign_leads_to_its_page(editor: Member, organisation: Organisation) -> None:
    page = editor.follow(f"/organiser/{organisation.slug}/campaigns/new")
    assert page.heading() == "New campaign"
    assert "Next: The prisoner" in page.text


def test_a_blank_campaign_can_be_seen_before_it_says_anything(editor: Member, organisation: Organisation) -> None:
    path = editor.press(f"/organiser/{organisation.slug}/campaigns/new")
    for page in PAGES:
        editor.get(f"{path.rstrip('/')}{page}")
    assert editor.client.get(f"{path}preview/1/en").status_code == 200


def test_words_are_saved_and_lead_on(editor: Member, owner_session: Session, draft: Draft, path: str) -> None:
    page = editor.follow(f"{path}/edit/words", WORDS)
    assert page.heading() == "The story"
    campaign = stored(owner_session, draft).campaign
    assert campaign.title == {"en": "Let Laleh see a doctor", "fa": "واژه‌ها"}
    assert (campaign.hashtag, campaign.country, campaign.begins) == ("#FreeLaleh", "IR", "2026-11-22/2026-12-21")
    assert campaign.themes == ["medical_care", "women"]


def test_a_date_that_cannot_be_read_loses_nothing(
    editor: Member, owner_session: Session, draft: Draft, path: str
) -> None:
    page = editor.refused(f"{path}/edit/words", WORDS | {"begins": "someday soon"})
    assert "That is not understood" in page.text
    assert (page.value_of("begins"), page.value_of("title")) == ("someday soon", "Let Laleh see a doctor")
    assert stored(owner_session, draft).campaign.title["en"] == "Free Laleh"


def test_how_a_date_is_understood_is_said(editor: Member, path: str) -> None:
    editor.press(f"{path}/edit/words", WORDS)
    text = editor.get(f"{path}/edit/words").text
    assert "Understood as: November 2026 or December 2026 (Azar 1405 in the Persian calendar)" in text


@pytest.mark.parametrize("bad", ["a\x00b", "\ufffe", "\u202egnp.exe"])
def test_what_cannot_be_shown_is_refused(editor: Member, path: str, bad: str) -> None:
    page = editor.refused(f"{path}/edit/words", WORDS | {"title": f"Title {bad}"})
    assert "taken out" in page.text


def test_scripts_in_the_story_become_words(editor: Member, path: str) -> None:
    story = "<script>alert(1)</script> [x](javascript:alert(1)) ![](https://spy.example/x.png) **bold**"
    answer = editor.send(f"{path}/edit/story/preview", {"story": story})
    html = answer.get_data(as_text=True)
    assert "<strong>bold</strong>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_the_story_s_preview_works_without_a_script(editor: Member, path: str) -> None:
    answer = editor.send(f"{path}/edit/story", {"story": "## New\n\nwords", "based_on": "1", "act": "preview"})
    assert (answer.status_code, "<h2>New</h2>" in answer.get_data(as_text=True)) == (200, True)


def test_lists_grow_turn_and_shrink_without_a_script(
    editor: Member, owner_session: Session, draft: Draft, path: str
) -> None:
    fields = {
        "ask": "Release Laleh.",
        "demands": ["d1", "d2"],
        "demands-d1": "One",
        "demands-d2": "Two",
        "based_on": "1",
    }
    leads_to = editor.press(f"{path}/edit/petition", fields | {"act": "down:demands:d1"})
    assert leads_to.endswith("/edit/petition#demands")
    assert [each.text["en"] for each in stored(owner_session, draft).petition.demands] == ["Two", "One"]
    editor.press(
        f"{path}/edit/petition", fields | {"act": "remove:demands:d2", "based_on": "2", "demands": ["d2", "d1"]}
    )
    editor.press(f"{path}/edit/petition", fields | {"act": "add:targets", "based_on": "3", "demands": ["d1"]})
    petition = stored(owner_session, draft).petition
    assert ([each.key for each in petition.demands], len(petition.targets)) == (["d1"], 1)


def test_goal_and_dates_are_read(editor: Member, owner_session: Session, draft: Draft, path: str) -> None:
    fields = {"goal": "۵۰۰۰", "milestones": "1,000 100", "opens": "2027-01-05", "zone": "Asia/Tehran", "based_on": "1"}
    editor.press(f"{path}/edit/aims", fields)
    petition = stored(owner_session, draft).petition
    assert (petition.goal, petition.milestones, petition.closes) == (5000, [100, 1000, 5000], None)
    assert petition.opens
    assert petition.opens.moment().isoformat() == "2027-01-04T20:30:00+00:00"


def test_numbers_and_days_that_are_none_are_told(editor: Member, path: str) -> None:
    page = editor.refused(
        f"{path}/edit/aims", {"goal": "many", "milestones": "one", "opens": "2027-02-30", "based_on": "1"}
    )
    assert page.text.count("Write") >= 2
    assert "There is no such day." in page.text


def test_translating_marks_what_is_stale_until_it_is_done(
    editor: Member, owner_session: Session, draft: Draft, path: str
) -> None:
    editor.press(f"{path}/edit/words", WORDS)
    page = editor.get(f"{path}/translations/fa?only=stale")
    assert "It is still right as it is" in page.text
    editor.press(f"{path}/translations/fa", {"campaign/title": "بگذارید لاله درمان شود", "based_on": "2"})
    assert stored(owner_session, draft).campaign.title["fa"] == "بگذارید لاله درمان شود"
    assert "Nothing to translate here" in editor.get(f"{path}/translations/fa?only=stale").text


def test_the_translation_s_page_is_marked_and_leads_on(editor: Member, path: str) -> None:
    links = editor.get(f"{path}/translations/fa").all("a")
    current = [link.get("href") for link in links if link.get("aria-current") == "page"]
    assert f"{path}/translations/" in current
    assert f"{path}/edit/portrait" in [link.get("href") for link in links if link.get("class") == "action"]


def test_a_translation_can_be_said_to_be_still_right(editor: Member, path: str) -> None:
    editor.press(f"{path}/edit/words", WORDS)
    editor.press(f"{path}/translations/fa", {"campaign/title": "واژه‌ها", "right": "campaign/title", "based_on": "2"})
    assert "Nothing to translate here" in editor.get(f"{path}/translations/fa?only=stale").text


def test_two_people_on_one_page_see_each_other_s_words(
    join: Join, owner_session: Session, draft: Draft, path: str
) -> None:
    first, second = join(), join()
    first.press(f"{path}/edit/words", WORDS | {"title": "Theirs", "summary": "Theirs as well"})
    page = second.refused(f"{path}/edit/words", WORDS | {"title": "Mine"}, status=409)
    assert "Somebody else changed the same words" in page.heading()
    for words in ("Free Laleh", "Theirs", "Mine"):
        assert words in page.text
    second.press(f"{path}/edit/words", WORDS | {"title": "Mine", "insists_on": "2"})
    campaign = stored(owner_session, draft).campaign
    assert (campaign.title["en"], campaign.summary["en"]) == ("Mine", "Theirs as well")


def test_two_people_in_different_places_are_both_kept(
    join: Join, owner_session: Session, draft: Draft, path: str
) -> None:
    join().press(f"{path}/edit/aims", {"goal": "700", "milestones": "100", "based_on": "1"})
    page = join().follow(f"{path}/edit/words", WORDS)
    assert "changes are kept" in page.text or "both changes are kept" in page.text
    document = stored(owner_session, draft)
    assert (document.petition.goal, document.campaign.title["en"]) == (700, "Let Laleh see a doctor")


def test_history_tells_differences_and_goes_back(
    editor: Member, owner_session: Session, draft: Draft, path: str
) -> None:
    editor.press(f"{path}/edit/words", WORDS)
    page = editor.get(f"{path}/history/2")
    assert "Let" in page.text
    editor.press(f"{path}/history/1/return", {"based_on": "2"})
    assert stored(owner_session, draft).campaign.title["en"] == "Free Laleh"
    assert "Revision 1 is the newest again" in editor.get(f"{path}/history/").text


def test_going_back_over_somebody_s_saving_is_refused(join: Join, path: str) -> None:
    editor, other = join(), join()
    editor.press(f"{path}/edit/words", WORDS)
    other.press(f"{path}/edit/words", WORDS | {"title": "Newer", "based_on": "2"})
    assert "Somebody saved meanwhile" in editor.follow(f"{path}/history/1/return", {"based_on": "2"}).text


@pytest.mark.parametrize("page", PAGES)
def test_viewers_read_and_change_nothing(join: Join, path: str, page: str) -> None:
    viewer = join(OrganisationRole.VIEWER)
    viewer.get(f"{path}{page}")
    assert viewer.send(f"{path}/edit/words", WORDS).status_code == 403


@pytest.mark.parametrize(("language", "name"), [("en", "Laleh Sample"), ("fa", "لاله نمونه")])
def test_the_preview_is_the_public_page(editor: Member, path: str, language: str, name: str) -> None:
    answer = editor.client.get(f"{path}/preview/1/{language}")
    text = answer.get_data(as_text=True)
    assert f'<html lang="{language}"' in text
    assert name in text
    assert "/organiser/" not in text


def test_the_preview_is_framed_by_the_console_alone(editor: Member, path: str) -> None:
    policy = editor.client.get(f"{path}/preview/1/fa").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "form-action 'none'" in policy


def test_copying_leads_to_a_campaign_of_its_own(editor: Member, path: str, draft: Draft) -> None:
    page = editor.follow(f"{path}/copy")
    assert page.heading() == "Free Laleh"
    assert "This is a copy" in page.text


def test_the_page_that_is_open_is_marked_among_all(editor: Member, path: str) -> None:
    for name, label in (("words", "Title and summary"), ("story", "The story"), ("sources", "Sources")):
        links = editor.get(f"{path}/edit/{name}").all("a")
        (marked,) = [each for each in links if each.get("aria-current") and name in each.get("href", "")]
        assert "".join(marked.itertext()) == label


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "-1", "x"])
def test_a_number_that_no_page_brings_along_is_as_none(editor: Member, path: str, number: str) -> None:
    assert editor.send(f"{path}/edit/words", WORDS | {"based_on": number}).status_code in (303, 409)
    assert editor.send(f"{path}/edit/words", WORDS | {"insists_on": number}).status_code in (303, 409)
    editor.get(f"{path}/history/{number}", status=404)


@pytest.mark.parametrize("number", ["9" * 19, "9" * 300, "2147483648"])
def test_a_goal_that_nothing_could_hold_is_told(editor: Member, path: str, number: str) -> None:
    page = editor.refused(f"{path}/edit/aims", {"goal": number, "milestones": number, "based_on": "1"})
    assert len(page.errors()) == 2
    assert (page.value_of("goal"), page.value_of("milestones")) == (number, number)

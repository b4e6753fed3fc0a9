"""Several people in one draft: added, written about, ordered, removed and brought back, on the pages that one has."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.models import Account, Membership
from app.drafts.people import list_people
from tests.factories.drafts import fellow, whole_draft
from tests.web.organiser.cases.conftest import StartDesk
from tests.web.organiser.cases.desk import CaseDesk

PAGES = [
    "people", "people/p1/prisoner", "people/p1/facts", "people/p1/facts/new", "people/p1/facts/f2",
    "people/p1/events", "people/p1/events/e1", "people/p1/relatives", "people/p1/relatives/r1",
    "people/p1/remove", "people/first/remove", "prisoner", "facts", "sources", "sources/s1",
]  # fmt: skip


@pytest.fixture
def two(start_desk: StartDesk) -> CaseDesk:
    """A draft for two people."""
    return start_desk(whole_draft(portrait=None, others=[fellow("p1")]))


def slugs(desk: CaseDesk) -> list[str]:
    return [person.prisoner.slug for person in list_people(desk.document)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_page_opens_about_everybody(
    page: str, language: str, two: CaseDesk, account: Account, owner_session: Session
) -> None:
    owner_session.execute(update(Account).where(Account.id == account.id).values(language=language))
    owner_session.commit()
    assert two.open(page).language == language


@pytest.mark.parametrize("page", PAGES)
def test_viewers_read_of_everybody_and_have_nothing_to_press(page: str, two: CaseDesk, owner_session: Session) -> None:
    owner_session.execute(update(Membership).values(role=OrganisationRole.VIEWER))
    owner_session.commit()
    assert [button for button in two.open(page).all("button") if button.get("name") == "act"] == []
    assert two.send("people", {"act": "add:people:new"}).status_code == 403


def test_somebody_is_added_and_written_about(desk: CaseDesk) -> None:
    path = desk.save("people", {"act": "add:people:new"})
    (added,) = desk.document.others
    assert path == f"{desk.base}/edit/people/{added.key}/prisoner"
    names = {"names": ["en", "fa"], "names-en": "Sohrab Sample", "names-fa": "سهراب نمونه", "own_language": "fa"}
    path = desk.save(f"people/{added.key}/prisoner", names | {"status": "detained", "status_verified": "November 2026"})
    assert path == f"{desk.base}/edit/consent"
    desk.save(f"people/{added.key}/facts/new", {"key": "k1", "kind": "activity", "text-en": "He wrote."})
    (person,) = desk.document.others
    assert (person.prisoner.slug, person.facts[0].text) == ("sohrab-sample", {"en": "He wrote."})
    assert desk.document.prisoner.slug == "laleh-sample"
    assert len(desk.document.facts) == 2


def test_the_pages_of_one_person_lead_to_each_other(two: CaseDesk) -> None:
    page = two.open("people/p1/facts")
    links = {link.get("href") for link in page.all("a")}
    assert f"{two.base}/edit/people/p1/events" in links
    assert f"{two.base}/edit/facts" in links, "the same page about the first"
    assert "He wrote." in page.text
    assert "She taught." not in page.text


def test_an_entry_is_changed_moved_removed_and_brought_back(two: CaseDesk) -> None:
    two.save("people/p1/facts/f2", {"kind": "sentence", "text-en": "Five years.", "sources": ["s1"]})
    assert two.document.others[0].facts[1].text["en"] == "Five years."
    path = two.save("people/p1/facts", {"act": "remove:facts:f2"})
    assert path == f"{two.base}/edit/people/p1/facts?removed=f2"
    page = two.member.get(path)
    assert page.value_of("person") == "p1"
    back = two.save("undo", {"number": page.value_of("number"), "list": "facts", "person": "p1"})
    assert back == f"{two.base}/edit/people/p1/facts"
    assert len(two.document.others[0].facts) == 2


def test_what_is_wrong_keeps_what_was_typed_about_that_person(two: CaseDesk) -> None:
    wrong = {"kind": "arrest", "text-en": "Taken again", "date": "someday"}
    page = two.refused("people/p1/events/new", wrong | {"key": "k1"})
    assert page.value_of("text-en") == "Taken again"
    assert len(two.document.others[0].events) == 1


def test_people_are_ordered(two: CaseDesk) -> None:
    assert two.save("people", {"act": "up:people:p1"}).endswith("/edit/people#p1")
    assert slugs(two) == ["sohrab-sample", "laleh-sample"]
    two.save("people", {"act": "down:people:p1"})
    assert slugs(two) == ["laleh-sample", "sohrab-sample"]


@pytest.mark.parametrize(("key", "left"), [("p1", "laleh-sample"), ("first", "sohrab-sample")])
def test_somebody_is_removed_and_brought_back(two: CaseDesk, key: str, left: str) -> None:
    assert "sources stay with the campaign" in two.open(f"people/{key}/remove").text
    page = two.member.get(two.save("people", {"act": f"remove:people:{key}"}))
    assert slugs(two) == [left]
    two.save("undo", {"number": page.value_of("number"), "list": "people"})
    assert slugs(two) == ["laleh-sample", "sohrab-sample"]


def test_the_last_person_stays(desk: CaseDesk) -> None:
    page = desk.open("people/first/remove")
    assert "the last person stays" in page.text
    assert [button for button in page.all("button") if button.get("name") == "act"] == []
    desk.save("people", {"act": "remove:people:first"})
    assert slugs(desk) == ["laleh-sample"]


def test_nobody_is_not_found(two: CaseDesk) -> None:
    for page in ("people/p9/facts", "people/p9/prisoner", "people/p9/remove", "people/p1/facts/none"):
        two.open(page, status=404)
    assert two.send("people/p9/facts/new", {"text-en": "x"}).status_code == 404


def test_checks_lead_to_the_page_of_whom_they_are_about(two: CaseDesk) -> None:
    two.save("people/p1/facts/f1", {"kind": "activity", "text-en": "He wrote."})
    page = two.member.get(f"{two.base}/checks")
    links = {link.get("href"): "".join(link.itertext()) for link in page.all("a")}
    assert "Sohrab Sample · Fact “He wrote.” · Sources" in links[f"{two.base}/edit/people/p1/facts"]
    assert "thing missing" in two.open("people").text


def test_translations_and_the_preview_have_everybody(two: CaseDesk) -> None:
    page = two.member.get(f"{two.base}/translations/fa")
    assert "Sohrab Sample · Fact" in page.text
    preview = two.member.client.get(f"{two.base}/preview/{two.number}/en").get_data(as_text=True)
    assert "Sohrab Sample" in preview
    assert "Laleh Sample" in preview


def test_what_somebody_else_changed_of_a_person_is_told(two: CaseDesk) -> None:
    number = two.number
    two.save("people/p1/facts/f1", {"kind": "activity", "text-en": "Theirs."})
    mine = {"kind": "activity", "text-en": "Mine."}
    page = two.refused("people/p1/facts/f1", mine, status=409, based_on=number)
    assert "Sohrab Sample · Fact" in page.text
    two.save("people/p1/facts/f1", mine | {"insists_on": str(two.number)}, based_on=number)
    assert two.document.others[0].facts[0].text["en"] == "Mine."


def test_history_tells_who_was_added(two: CaseDesk) -> None:
    two.save("people", {"act": "remove:people:p1"})
    text = two.member.get(f"{two.base}/history/{two.number}").text
    assert "Sohrab Sample" in text

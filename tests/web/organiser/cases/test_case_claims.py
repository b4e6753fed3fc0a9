"""Facts and events: each with words, certainty and sources; moved, removed and brought back."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.cases.kinds import Certainty, EventKind, FactKind
from app.cases.models import Prison
from app.drafts.document import DraftPrison
from tests.web.organiser.cases.desk import CaseDesk

CLAIM: dict[str, Any] = {"text-en": "She taught.", "text-fa": "درس می‌داد.", "certainty": "as_published"}


def test_a_charge_and_an_activity_stand_in_two_lists(blank: CaseDesk) -> None:
    blank.save("facts/new", CLAIM | {"kind": "activity", "key": "k1"})
    blank.save("facts/new", CLAIM | {"kind": "charge", "key": "k2", "text-en": "Propaganda"})
    assert [(fact.key, fact.kind) for fact in blank.document.facts] == [("k1", "activity"), ("k2", "charge")]
    page = blank.open("facts")
    headings = [heading.text for heading in page.all("h2")]
    assert headings == ["What the state alleges", "What the person did", "What else is known at a glance"]
    assert page.text.index("Propaganda") < page.text.index("What the person did") < page.text.index("She taught.")


def test_a_claim_is_saved_whole_with_a_source_described_beside_it(blank: CaseDesk) -> None:
    form = CLAIM | {
        "kind": "health",
        "certainty": "attributed",
        "attribution-en": "The family",
        "attribution-fa": "",
        "new-title-en": "A report",
        "new-url": "https://paper.example/report",
        "new-date": "May 2021",
    }
    assert blank.save("facts/new", form | {"key": "k1"}) == f"{blank.base}/edit/facts#k1"
    (fact,), (source,) = blank.document.facts, blank.document.sources
    assert (fact.kind, fact.certainty) == (FactKind.HEALTH, Certainty.ATTRIBUTED)
    assert (fact.text, fact.attribution) == ({"en": "She taught.", "fa": "درس می‌داد."}, {"en": "The family"})
    assert fact.sources == [source.key]
    assert (source.title, source.url, source.date) == ({"en": "A report"}, "https://paper.example/report", "2021-05")


def test_a_form_sent_twice_adds_one_line(blank: CaseDesk) -> None:
    form = CLAIM | {"kind": "activity", "key": "k1"}
    for _ in range(2):
        blank.save("facts/new", form, based_on=1)
    assert (len(blank.document.facts), blank.number) == (1, 2)


def test_save_and_add_another_keeps_the_kind(blank: CaseDesk) -> None:
    path = blank.save("facts/new", CLAIM | {"kind": "activity", "act": "another"})
    assert path == f"{blank.base}/edit/facts/new?kind=activity"
    assert blank.open("facts/new?kind=activity").value_of("kind") == "activity"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text-en": "", "text-fa": " "}, "Write what is claimed, at least in one language."),
        ({"text-en": "x" * 1001}, "This is too long: at most 1000 characters."),
        ({"text-fa": "x\0y"}, "There are characters in it that cannot be shown. They were taken out: look again."),
        ({"new-url": "javascript:alert(1)"}, "This is no web address: it begins with https:// or http://."),
        ({"new-date": "13/2009/1"}, None),
    ],
)
def test_a_wrong_claim_comes_back_with_all_that_was_typed(
    wrong: dict[str, str], sentence: str | None, desk: CaseDesk
) -> None:
    form = CLAIM | {"kind": "charge", "attribution-en": "A court", "sources": "s1", "certainty": "disputed"} | wrong
    page = desk.refused("facts/new", form)
    assert page.errors() == [sentence] if sentence else len(page.errors()) == 1
    assert page.value_of("attribution-en") == "A court"
    assert page.value_of("certainty") == "disputed"
    assert page.value_of("sources") == "s1"
    assert page.value_of("new-url") == form.get("new-url", "")
    assert page.value_of("new-date") == form.get("new-date", "")
    assert desk.number == 1


def test_lines_are_folded_into_one_paragraph(blank: CaseDesk) -> None:
    blank.save("facts/new", CLAIM | {"kind": "charge", "text-en": "One\r\n\r\ntwo  three"})
    assert blank.document.facts[0].text["en"] == "One two three"


def test_a_claim_moves_among_its_own_kind(blank: CaseDesk) -> None:
    for key, kind in (("a", "charge"), ("b", "activity"), ("c", "charge")):
        blank.save("facts/new", CLAIM | {"kind": kind, "key": key})
    assert blank.save("facts", {"act": "up:facts:c"}) == f"{blank.base}/edit/facts#c"
    assert [fact.key for fact in blank.document.facts] == ["c", "b", "a"]


@pytest.mark.parametrize(("name", "key"), [("facts", "f1"), ("events", "e1"), ("sources", "s1"), ("relatives", "r1")])
def test_what_was_removed_is_brought_back_with_one_press(name: str, key: str, desk: CaseDesk) -> None:
    whole = desk.document
    path = desk.save(name, {"act": f"remove:{name}:{key}"})
    assert path == f"{desk.base}/edit/{name}?removed={key}"
    assert key not in [entry.key for entry in getattr(desk.document, name)]
    page = desk.member.get(path)
    assert "Bring it back" in page.text
    back = desk.save("undo", {"number": page.value_of("number"), "list": name})
    assert back == f"{desk.base}/edit/{name}"
    assert desk.document == whole
    assert "Bring it back" not in desk.member.get(path).text


def test_what_is_missing_stands_beside_the_claim(blank: CaseDesk) -> None:
    blank.save("facts/new", {"text-en": "She taught.", "kind": "activity", "certainty": "disputed"})
    text = blank.open("facts").text
    assert "No source: nothing is published that rests on none." in text
    assert "Say who states it: it is attributed or disputed." in text
    assert "The words are missing in one language. in Persian" in text


def test_two_people_change_one_claim_and_neither_loses_a_word(desk: CaseDesk) -> None:
    desk.save("facts/f1", CLAIM | {"kind": "charge", "text-en": "Theirs", "sources": "s1"}, based_on=1)
    mine = CLAIM | {"kind": "charge", "text-en": "Mine", "sources": "s1"}
    page = desk.refused("facts/f1", mine, based_on=1, status=409)
    assert "PropagandaTheirsMine" in page.text
    assert (page.value_of("text-en"), page.value_of("based_on"), page.value_of("insists_on")) == ("Mine", "1", "2")
    desk.save("facts/f1", mine | {"insists_on": "2"}, based_on=1)
    assert desk.document.facts[0].text["en"] == "Mine"


def test_two_people_change_two_claims_and_both_stand(desk: CaseDesk) -> None:
    desk.save("facts/f1", CLAIM | {"kind": "charge", "text-en": "Theirs", "sources": "s1"}, based_on=1)
    desk.save("facts/f2", CLAIM | {"kind": "activity", "text-en": "Mine", "sources": "s1"}, based_on=1)
    assert [fact.text["en"] for fact in desk.document.facts] == ["Theirs", "Mine"]


def test_an_event_is_saved_whole(desk: CaseDesk, owner_session: Session) -> None:
    owner_session.add(Prison(slug="valley", names={"en": "Valley Prison"}, place={}))
    owner_session.commit()
    form = CLAIM | {"kind": "transfer", "date": "spring 1988", "sources": ["s1"], "prison": "slug:valley", "key": "e9"}
    assert desk.save("events/new", form) == f"{desk.base}/edit/events#e9"
    event = desk.document.events[-1]
    assert (event.kind, event.date, event.sources) == (EventKind.TRANSFER, "1988-21", ["s1"])
    assert event.prison == DraftPrison(slug="valley")
    page = desk.open("events")
    assert page.text.index("spring 1988") < page.text.index("March 2020")
    assert "Valley Prison" in page.text


def test_an_event_may_have_no_date_and_comes_last(desk: CaseDesk) -> None:
    desk.save("events/new", CLAIM | {"kind": "threat", "date": "2019", "date-unknown": "yes", "text-en": "A threat."})
    text = desk.open("events").text
    assert text.index("Moved.") < text.index("Date not known") < text.index("A threat.")
    assert "The date is missing." in text


def test_a_wrong_date_of_an_event_keeps_its_words(desk: CaseDesk) -> None:
    page = desk.refused("events/e1", CLAIM | {"kind": "trial", "date": "yesterday"})
    assert page.value_of("date") == "yesterday"
    assert page.value_of("kind") == "trial"
    assert page.value_of("text-fa") == "درس می‌داد."


def test_a_search_on_an_event_keeps_its_words(desk: CaseDesk) -> None:
    form = CLAIM | {"kind": "transfer", "date": "1388", "prison-search": "x", "act": "search:prison"}
    page = desk.refused("events/new", form, status=200)
    assert (page.value_of("date"), page.value_of("text-en")) == ("1388", "She taught.")
    assert desk.number == 1


def test_persian_dates_are_shown_in_persian(desk: CaseDesk, account: Account, owner_session: Session) -> None:
    owner_session.execute(update(Account).where(Account.id == account.id).values(language="fa"))
    owner_session.commit()
    desk.save("events/e1", CLAIM | {"kind": "arrest", "date": "آذر ۱۳۸۸"})
    assert desk.document.events[0].date == "2009-11-22/2009-12-21"
    assert desk.open("events/e1").value_of("date") == "آذر ۱۳۸۸"
    assert "آذر ۱۳۸۸" in desk.open("events").text

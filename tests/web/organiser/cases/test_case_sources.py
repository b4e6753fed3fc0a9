"""Sources: where they are found, what rests on them, and that none goes without saying what loses it."""

from typing import Any

import pytest

from app.cases.kinds import Certainty
from tests.web.organiser.cases.desk import CaseDesk

SOURCE: dict[str, Any] = {
    "title-en": "A letter",
    "title-fa": "نامه",
    "publisher-en": "The family",
    "url": "https://paper.example/letter",
    "archived_url": "https://archive.example/letter",
    "date": "about 2012",
    "certainty": "verified",
}


def test_a_source_is_saved_whole(blank: CaseDesk) -> None:
    assert blank.save("sources/new", SOURCE | {"key": "k1"}) == f"{blank.base}/edit/sources#k1"
    (source,) = blank.document.sources
    assert (source.title, source.publisher) == ({"en": "A letter", "fa": "نامه"}, {"en": "The family"})
    assert (source.url, source.archived_url) == (SOURCE["url"], SOURCE["archived_url"])
    assert (source.date, source.certainty) == ("2012~", Certainty.VERIFIED)
    assert "Nothing rests on this source." in blank.open("sources").text


def test_the_list_says_what_rests_on_each(desk: CaseDesk) -> None:
    page = desk.open("sources")
    assert "5 claims rest on it" in page.text
    links = [link.get("href") for link in page.all("a")]
    assert {f"{desk.base}/edit/{place}" for place in ("facts/f1", "events/e2", "relatives/r1")} <= set(links)


def test_one_in_use_has_no_button_that_removes_it_at_once(desk: CaseDesk) -> None:
    page = desk.open("sources")
    assert "remove:sources:s1" not in [button.get("value") for button in page.all("button")]
    asked = desk.open("sources/s1/remove")
    assert "5 claims lose it:" in asked.text
    assert asked.text.count("It then rests on nothing and cannot be published.") == 5
    desk.save("sources", {"act": "remove:sources:s1"})
    assert not any(fact.sources for fact in desk.document.facts)


def test_one_that_is_not_used_goes_at_once(desk: CaseDesk) -> None:
    desk.save("sources/new", SOURCE | {"key": "k1"})
    page = desk.open("sources")
    assert "remove:sources:k1" in [button.get("value") for button in page.all("button")]
    assert "No claim rests on it." in desk.open("sources/k1/remove").text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://user:secret@paper.example/", "paper", "ftp://a.b"])
@pytest.mark.parametrize("field", ["url", "archived_url"])
def test_what_is_no_plain_address_of_the_web_is_refused(field: str, address: str, desk: CaseDesk) -> None:
    page = desk.refused("sources/s1", SOURCE | {field: address})
    assert page.errors() == ["This is no web address: it begins with https:// or http://."]
    assert page.value_of(field) == address
    assert page.value_of("date") == "about 2012"


def test_a_source_needs_a_title(blank: CaseDesk) -> None:
    page = blank.refused("sources/new", SOURCE | {"title-en": "", "title-fa": ""})
    assert page.errors() == ["Write its title, at least in one language."]
    assert page.value_of("publisher-en") == "The family"


def test_a_source_that_was_described_beside_a_claim_is_shown_again(desk: CaseDesk) -> None:
    described = {"new-title-en": "A letter", "new-publisher-fa": "خانواده", "new-url": "letter", "new-date": "2012"}
    page = desk.refused("facts/f1", {"kind": "charge", "text-en": "Words", **described})
    assert {name: page.value_of(name) for name in described} == described

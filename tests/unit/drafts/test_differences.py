"""What two revisions differ in, and that two people's changes come together or are told to meet."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.cases.kinds import EventKind
from app.drafts.differences import SamePlaces, list_differences, merge
from app.drafts.document import DraftDocument, DraftEvent
from tests.factories.drafts import both, whole_draft

BASE = whole_draft()


def titled(document: DraftDocument = BASE, **words: str) -> DraftDocument:
    campaign = document.campaign
    return replace(document, campaign=replace(campaign, title={**campaign.title, **words}))


def with_events(*events: DraftEvent) -> DraftDocument:
    return replace(BASE, events=list(events))


def event(key: str) -> DraftEvent:
    return DraftEvent(key=key, kind=EventKind.TRIAL, date="2022", text=both(key), sources=["s1"])


def told(before: DraftDocument, after: DraftDocument) -> list[tuple[str, Any, Any]]:
    return [(each.place, each.before, each.after) for each in list_differences(before, after)]


def test_the_same_differs_in_nothing() -> None:
    assert told(BASE, whole_draft()) == []


def test_a_changed_word_is_told_by_its_place() -> None:
    assert told(BASE, titled(en="Release Laleh")) == [("campaign/title/en", "Free Laleh", "Release Laleh")]


def test_added_and_removed_entries_are_told_whole() -> None:
    (removed, added) = told(BASE, with_events(BASE.events[0], event("e3")))
    assert (removed[0], removed[1]["date"], removed[2]) == ("events/e2", "2021", None)
    assert (added[0], added[1], added[2]["text"]) == ("events/e3", None, both("e3"))


def test_a_new_order_is_told_by_its_keys() -> None:
    assert told(BASE, with_events(*reversed(BASE.events))) == [("events/*", ["e1", "e2"], ["e2", "e1"])]


def test_a_picture_taken_away_is_told() -> None:
    [(place, before, after)] = told(BASE, replace(BASE, portrait=None))
    assert (place, before["alt"]["en"], after) == ("portrait", "A drawing of a lamp", None)


def test_two_languages_are_different_places() -> None:
    assert merge(BASE, titled(fa="لاله آزاد"), titled(en="Release her")).campaign.title == {
        "en": "Release her",
        "fa": "لاله آزاد",
    }


def test_the_same_words_changed_twice_are_told() -> None:
    with pytest.raises(SamePlaces) as met:
        merge(BASE, titled(en="Theirs", fa="آنها"), titled(en="Mine"))
    assert met.value.places == ("campaign/title/en",)


def test_the_same_change_made_twice_is_one() -> None:
    assert merge(BASE, titled(en="Alike"), titled(en="Alike")).campaign.title["en"] == "Alike"


def test_both_may_add_to_a_list() -> None:
    first, last = BASE.events
    merged = merge(BASE, with_events(first, event("theirs"), last), with_events(first, last, event("mine")))
    assert [each.key for each in merged.events] == ["e1", "theirs", "e2", "mine"]


def test_one_reorders_while_the_other_adds_and_removes() -> None:
    first, last = BASE.events
    merged = merge(BASE, with_events(event("theirs"), last), with_events(last, first))
    assert [each.key for each in merged.events] == ["theirs", "e2"]
    merged = merge(BASE, with_events(last, first), with_events(first, event("mine"), last))
    assert [each.key for each in merged.events] == ["e2", "e1", "mine"]


def test_both_reordering_one_list_meet() -> None:
    three = replace(BASE, events=[*BASE.events, event("e3")])
    first, second, third = three.events
    with pytest.raises(SamePlaces) as met:
        merge(three, with_events(third, first, second), with_events(second, first, third))
    assert met.value.places == ("events/*",)


@pytest.mark.parametrize("is_mine_removed", [True, False])
def test_removing_what_the_other_changes_meets(is_mine_removed: bool) -> None:
    first, last = BASE.events
    changed, removed = with_events(first, replace(last, date="2020")), with_events(first)
    with pytest.raises(SamePlaces):
        merge(BASE, changed, removed) if is_mine_removed else merge(BASE, removed, changed)


def test_what_neither_touched_stays() -> None:
    merged = merge(BASE, titled(en="Theirs"), replace(BASE, portrait=None))
    assert (merged.campaign.title["en"], merged.portrait, merged.petition) == ("Theirs", None, BASE.petition)


@given(st.permutations(["e1", "e2", "x", "y"]), st.sets(st.sampled_from(["e1", "e2", "x", "y"])))
def test_alone_my_changes_are_taken_as_they_are(order: list[str], kept: set[str]) -> None:
    known = {each.key: each for each in BASE.events}
    mine = with_events(*(known.get(key, event(key)) for key in order if key in kept))
    assert merge(BASE, BASE, mine) == mine
    assert merge(BASE, mine, BASE) == mine
    assert bool(list_differences(BASE, mine)) == (mine != BASE)


def test_insisting_keeps_mine_where_both_meet_and_theirs_elsewhere() -> None:
    merged = merge(BASE, titled(en="Theirs", fa="آنها"), titled(en="Mine"), mine_wins=True)
    assert merged.campaign.title == {"en": "Mine", "fa": "آنها"}


def test_insisting_brings_back_what_they_removed() -> None:
    first, last = BASE.events
    merged = merge(BASE, with_events(first), with_events(first, replace(last, date="2020")), mine_wins=True)
    assert merged.events == [first, replace(last, date="2020")]


def test_insisting_removes_what_they_changed() -> None:
    first, last = BASE.events
    assert merge(BASE, with_events(first, replace(last, date="2020")), with_events(first), mine_wins=True).events == [
        first
    ]

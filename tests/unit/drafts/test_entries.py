"""Lists of a draft: putting in, taking out, moving among those shown together, and what rests on a source."""

import pytest
from msgspec.structs import replace

from app.cases.kinds import EventKind, FactKind
from app.drafts.document import DraftEvent, DraftFact
from app.drafts.entries import (
    claims_on,
    find_entry,
    in_order_of_time,
    moved,
    with_entry,
    without_entry,
    without_source,
)
from tests.factories.drafts import whole_draft

CHARGE, ACTIVITY = FactKind.CHARGE, FactKind.ACTIVITY
FACTS = [DraftFact(key=key, kind=kind) for key, kind in (("a", CHARGE), ("b", ACTIVITY), ("c", CHARGE), ("d", CHARGE))]


def keys(entries: list[DraftFact]) -> str:
    return "".join(entry.key for entry in entries)


def test_an_entry_takes_its_own_place_or_the_last() -> None:
    changed = with_entry(FACTS, replace(FACTS[1], text={"en": "x"}))
    assert keys(changed) == "abcd"
    assert changed[1].text == {"en": "x"}
    assert keys(with_entry(FACTS, DraftFact(key="e", kind=CHARGE))) == "abcde"


def test_what_is_not_there_is_not_found_and_cannot_be_taken_out() -> None:
    assert find_entry(FACTS, "x") is None
    assert keys(without_entry(FACTS, "x")) == "abcd"
    assert keys(without_entry(FACTS, "b")) == "acd"


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [("c", -1, "cbad"), ("c", 1, "abdc"), ("a", -1, "abcd"), ("d", 1, "abcd"), ("b", 1, "abcd"), ("x", 1, "abcd")],
)
def test_an_entry_moves_past_its_own_kind_alone(key: str, by: int, order: str) -> None:
    assert keys(moved(FACTS, key, by=by, among=lambda fact: fact.kind)) == order


def test_events_stand_in_the_order_of_time_and_those_without_a_date_last() -> None:
    dates = ["2021", None, "1988-22", "2009-11-22/2009-12-21", "not a date", "2009-12"]
    events = [DraftEvent(key=str(at), kind=EventKind.TRIAL, date=date) for at, date in enumerate(dates)]
    assert [event.key for event in in_order_of_time(events)] == ["2", "3", "5", "0", "1", "4"]


def test_every_claim_on_a_source_is_named() -> None:
    document = whole_draft()
    assert [place for place, _ in claims_on(document, "s1")] == [
        "facts/f1", "facts/f2", "events/e1", "events/e2", "relatives/r1",
    ]  # fmt: skip
    assert claims_on(document, "s2") == []


def test_a_source_goes_from_the_list_and_from_every_claim() -> None:
    document = without_source(whole_draft(), "s1")
    assert document.sources == []
    assert not any(claim.sources for claim in (*document.facts, *document.events, *document.relatives))

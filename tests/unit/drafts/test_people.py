"""Several people in one draft: named in an order, written about one at a time, checked each for themselves."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.cases.kinds import FactKind
from app.core.errors import NotFound
from app.drafts.differences import SamePlaces, list_differences, merge
from app.drafts.document import DraftDocument, DraftFact, DraftPrisoner, read_document, stored_document
from app.drafts.entries import claims_on, without_source
from app.drafts.findings import FindingCode
from app.drafts.kinds import TranslationState
from app.drafts.people import FIRST, list_people, moved_person, of_person, turned_to, with_person, without_person
from app.drafts.places import fold_back, iter_texts, parted, unfold
from app.drafts.rules import check_draft, is_publishable
from app.drafts.translations import list_standings, with_basis
from tests.factories.drafts import both, fellow, whole_draft

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def three() -> DraftDocument:
    return whole_draft(others=[fellow("p1"), fellow("p2", name="Mina Sample")])


def keys(document: DraftDocument) -> list[str]:
    return [person.key for person in list_people(document)]


def test_a_draft_for_one_person_has_one() -> None:
    (only,) = list_people(whole_draft())
    assert (only.key, only.prisoner.slug) == (FIRST, "laleh-sample")


def test_turned_to_somebody_every_part_is_that_person_s(three: DraftDocument) -> None:
    turned = turned_to(three, "p2")
    assert (turned.prisoner.slug, turned.facts, turned.relatives) == (
        "mina-sample",
        three.others[1].facts,
        three.others[1].relatives,
    )
    assert turned.others[1].prisoner.slug == "laleh-sample"
    assert turned_to(turned, "p2") == three
    assert turned_to(three, FIRST) is three


def test_nobody_s_case_is_not_found(three: DraftDocument) -> None:
    with pytest.raises(NotFound):
        turned_to(three, "p9")


def test_a_change_of_one_case_touches_no_other(three: DraftDocument) -> None:
    changed = of_person("p1", lambda seen: replace(seen, facts=seen.facts[1:]))(three)
    assert [change.place for change in list_differences(three, changed)] == ["others/p1/facts/f1"]
    assert changed.facts == three.facts


def test_what_a_translation_was_made_from_goes_with_its_case(three: DraftDocument) -> None:
    before = with_basis(three, before=DraftDocument())
    told = replace(before.others[0].facts[0], text={**before.others[0].facts[0].text, "en": "He wrote more."})
    stale = of_person("p1", lambda seen: replace(seen, facts=[told, *seen.facts[1:]]))(before)
    stale = with_basis(stale, before=before)
    for document, place in ((stale, "others/p1/facts/f1/text"), (turned_to(stale, "p1"), "facts/f1/text")):
        states = {each.place: each.states["fa"] for each in list_standings(document)}
        assert states[place] is TranslationState.STALE
        assert list(states.values()).count(TranslationState.STALE) == 1


@pytest.mark.parametrize(
    ("moves", "order"),
    [
        ([(FIRST, 1)], ["p1", FIRST, "p2"]),
        ([(FIRST, 1), (FIRST, 1)], ["p1", "p2", FIRST]),
        ([("p2", -1)], [FIRST, "p2", "p1"]),
        ([("p1", -1), ("p2", -1)], ["p1", "p2", FIRST]),
        ([(FIRST, -1), ("p2", 1), ("p9", 1)], [FIRST, "p1", "p2"]),
    ],
)
def test_people_are_named_earlier_or_later(
    three: DraftDocument, moves: list[tuple[str, int]], order: list[str]
) -> None:
    moved = three
    for key, by in moves:
        moved = moved_person(moved, key, by=by)
    assert keys(moved) == order
    assert moved.prisoner == three.prisoner
    assert keys(read_document(stored_document(moved))) == order


def test_somebody_is_added_last_and_once(three: DraftDocument) -> None:
    added = with_person(with_person(three, "p3"), "p3")
    assert keys(added) == [FIRST, "p1", "p2", "p3"]
    assert added.others[-1].prisoner == DraftPrisoner()


def test_whoever_is_removed_takes_the_case_along_and_leaves_the_sources(three: DraftDocument) -> None:
    left = without_person(moved_person(three, "p1", by=-1), "p1")
    assert (keys(left), left.sources) == ([FIRST, "p2"], three.sources)
    assert left.others_before == 0


def test_without_the_first_the_next_is_first(three: DraftDocument) -> None:
    left = without_person(three, FIRST)
    assert [person.prisoner.slug for person in list_people(left)] == ["sohrab-sample", "mina-sample"]
    assert left.facts == three.others[0].facts


def test_the_last_person_stays() -> None:
    alone = whole_draft()
    assert without_person(alone, FIRST) is alone
    assert without_person(alone, "p9") is alone


def test_a_source_bears_the_claims_of_everybody(three: DraftDocument) -> None:
    places = [place for place, _claim in claims_on(three, "s1")]
    assert {"facts/f1", "others/p1/facts/f1", "others/p2/events/e1"} <= set(places)
    assert claims_on(without_source(three, "s1"), "s1") == []


def test_texts_and_lists_of_everybody_have_places(three: DraftDocument) -> None:
    assert "others/p2/prisoner/names" in dict(iter_texts(three))
    assert fold_back(unfold(stored_document(three))) == stored_document(three)
    assert (parted("others/p2/facts/f1"), parted("others/p2"), parted("facts/f1")) == (
        ("p2", "facts/f1"),
        (None, "others/p2"),
        (None, "facts/f1"),
    )


def test_two_editors_write_about_two_people(three: DraftDocument) -> None:
    extra = DraftFact(key="f9", kind=FactKind.HEALTH, text=both("Ill."))
    mine = of_person("p1", lambda seen: replace(seen, facts=[*seen.facts, extra]))(three)
    theirs = moved_person(of_person("p2", lambda seen: replace(seen, events=[]))(three), "p2", by=-1)
    merged = merge(three, theirs, mine)
    assert keys(merged) == [FIRST, "p2", "p1"]
    assert [len(person.facts) for person in list_people(merged)] == [2, 2, 3]
    assert [len(person.events) for person in list_people(merged)] == [2, 0, 1]


def test_both_may_add_somebody(three: DraftDocument) -> None:
    merged = merge(three, with_person(three, "p3"), with_person(three, "p4"))
    assert set(keys(merged)) == {FIRST, "p1", "p2", "p3", "p4"}


def test_whose_case_i_changed_while_they_removed_it_is_asked(three: DraftDocument) -> None:
    mine = of_person("p1", lambda seen: replace(seen, facts=[]))(three)
    theirs = without_person(three, "p1")
    with pytest.raises(SamePlaces):
        merge(three, theirs, mine)
    assert "p1" in keys(merge(three, theirs, mine, mine_wins=True))


def test_everybody_is_checked_before_publication(three: DraftDocument) -> None:
    assert is_publishable(check_draft(three, now=NOW))
    unsaid = with_person(three, "p3")
    found = {(each.place, each.code) for each in check_draft(unsaid, now=NOW)}
    assert ("others/p3/prisoner/names", FindingCode.NAME_MISSING) in found
    assert ("others/p3/prisoner/slug", FindingCode.SLUG_REFUSED) in found
    bare = of_person("p1", lambda seen: replace(seen, facts=[replace(seen.facts[0], sources=[])]))(three)
    found = {(each.place, each.code) for each in check_draft(bare, now=NOW)}
    assert ("others/p1/facts/f1/sources", FindingCode.SOURCE_MISSING) in found


def test_two_people_at_one_address_keep_it_back(three: DraftDocument) -> None:
    twice = replace(three, others=[fellow("p1", name="Laleh Sample")])
    found = [each for each in check_draft(twice, now=NOW) if each.code is FindingCode.PERSON_TWICE]
    assert [each.place for each in found] == ["others/p1/prisoner/slug"]
    assert not is_publishable(found)

"""The people a campaign is for: in the order in which they are named, and one of them at a time. Pure.

A page of the case is about one person. ``turned_to`` gives it a document in which the case of that person stands where
a draft for one person has its only one; the same page then serves everybody.
"""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from app.core.errors import NotFound
from app.drafts.document import Basis, DraftDocument, DraftFellow
from app.drafts.entries import find_entry, without_entry
from app.drafts.places import join

FIRST: Final = "first"
"""The key of whoever has no other: the one that every draft has."""
CASE: Final = ("prisoner", "facts", "events", "relatives")
"""The parts of a document that are one person's."""


def list_people(document: DraftDocument) -> list[DraftFellow]:
    """Return everybody the campaign is for, in the order in which they are named."""
    at = min(max(document.others_before, 0), len(document.others))
    return [*document.others[:at], _case_of(document, FIRST), *document.others[at:]]


def turned_to(document: DraftDocument, key: str) -> DraftDocument:
    """Return the document with the case of one person in the first place, and the first in that one's.

    Turned to the same person again it is as it was. Raises NotFound where nobody has this key.
    """
    if key == FIRST:
        return document
    fellow = find_entry(document.others, key)
    if fellow is None:
        raise NotFound("nobody has this key")
    first = _case_of(document, key)
    turned = replace(document, others=[first if each.key == key else each for each in document.others])
    return replace(_with_case(turned, fellow), basis=_turned_basis(document.basis, join("others", key)))


def of_person(key: str, change: Callable[[DraftDocument], DraftDocument]) -> Callable[[DraftDocument], DraftDocument]:
    """Return a change of one person's case as a change of the whole document."""
    return lambda document: turned_to(change(turned_to(document, key)), key)


def with_person(document: DraftDocument, key: str) -> DraftDocument:
    """Return the document with somebody more, named last, of whom nothing is said yet."""
    known = find_entry(document.others, key) is not None
    return document if known else replace(document, others=[*document.others, DraftFellow(key=key)])


def without_person(document: DraftDocument, key: str) -> DraftDocument:
    """Return the document without one person and that case; the last one stays. Sources are the campaign's."""
    people = list_people(document)
    left = without_entry(people, key)
    if not left or len(left) == len(people):
        return document
    if key != FIRST:
        return _named(document, left)
    heir, *rest = left
    return replace(_with_case(document, heir), others=rest, others_before=0)


def moved_person(document: DraftDocument, key: str, *, by: int) -> DraftDocument:
    """Return the document with somebody named earlier (-1) or later (+1). At an end nothing moves."""
    people = list_people(document)
    here = next((at for at, each in enumerate(people) if each.key == key), None)
    if here is None or not 0 <= here + by < len(people):
        return document
    people[here], people[here + by] = people[here + by], people[here]
    return _named(document, people)


def _case_of(document: DraftDocument, key: str) -> DraftFellow:
    return DraftFellow(
        key=key,
        prisoner=document.prisoner,
        facts=document.facts,
        events=document.events,
        relatives=document.relatives,
    )


def _with_case(document: DraftDocument, person: DraftFellow) -> DraftDocument:
    return replace(
        document,
        prisoner=person.prisoner,
        facts=person.facts,
        events=person.events,
        relatives=person.relatives,
    )


def _named(document: DraftDocument, people: Sequence[DraftFellow]) -> DraftDocument:
    """The document with its others in this order, around the first."""
    before = [each.key for each in people].index(FIRST)
    return replace(document, others=without_entry(people, FIRST), others_before=before)


def _turned_basis(basis: Basis, person: str) -> Basis:
    """What the translations were made from, at the places where the texts stand now."""
    return {_turned_place(place, person): made_from for place, made_from in basis.items()}


def _turned_place(place: str, person: str) -> str:
    if place.startswith(f"{person}/"):
        return place.removeprefix(f"{person}/")
    return join(person, place) if place.partition("/")[0] in CASE else place

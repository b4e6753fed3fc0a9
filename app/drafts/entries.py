"""The lists of a draft: putting in, taking out, moving; the order of time; which claims rest on a source. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol, TypeVar

from msgspec.structs import replace

from app.core import edtf
from app.core.edtf import EdtfError
from app.drafts.document import DraftDocument, DraftEvent, DraftFact, DraftFellow, DraftRelative
from app.drafts.places import join


class Keyed(Protocol):
    """Whatever stands in a list of a draft."""

    @property
    def key(self) -> str:
        """What names it."""


Entry = TypeVar("Entry", bound=Keyed)
Claim = DraftFact | DraftEvent | DraftRelative
Case = DraftDocument | DraftFellow
_NEVER: Final = ((10**6, 1, 1), (10**6, 1, 1), True)
"""Where an event without a date stands: last."""


def find_entry(entries: Sequence[Entry], key: str) -> Entry | None:
    """Return the entry of a key, or None."""
    return next((entry for entry in entries if entry.key == key), None)


def with_entry(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    """Return the list with an entry in the place of the one that has its key; without such a one, at the end."""
    if find_entry(entries, entry.key) is None:
        return [*entries, entry]
    return [entry if each.key == entry.key else each for each in entries]


def without_entry(entries: Sequence[Entry], key: str) -> list[Entry]:
    """Return the list without an entry."""
    return [each for each in entries if each.key != key]


def moved(entries: Sequence[Entry], key: str, *, by: int, among: Callable[[Entry], object]) -> list[Entry]:
    """Return the list with an entry moved up (-1) or down (+1) among those that are shown together with it.

    ``among`` gives what entries shown together have in common. At an end nothing moves.
    """
    changed, entry = list(entries), find_entry(entries, key)
    together = [at for at, each in enumerate(entries) if entry is not None and among(each) == among(entry)]
    places = [at for at in together if entries[at].key == key]
    if not places or not 0 <= together.index(places[0]) + by < len(together):
        return changed
    here, there = places[0], together[together.index(places[0]) + by]
    changed[here], changed[there] = changed[there], changed[here]
    return changed


def in_order_of_time(events: Sequence[DraftEvent]) -> list[DraftEvent]:
    """Return events as the public page tells them; those without a date that can be read come last."""
    return sorted(events, key=_moment)


def _moment(event: DraftEvent) -> tuple[edtf.Day, edtf.Day, bool]:
    try:
        return edtf.parse(event.date).sort_key if event.date else _NEVER
    except EdtfError:
        return _NEVER


def iter_cases(document: DraftDocument) -> Iterator[tuple[str, Case]]:
    """Yield the case of everybody the campaign is for, with the place that those of its parts begin with."""
    yield "", document
    for fellow in document.others:
        yield join("others", fellow.key), fellow


def iter_claims(document: DraftDocument) -> Iterator[tuple[str, Claim]]:
    """Yield everything that may rest on a source, with its place."""
    for person, case in iter_cases(document):
        for name, entries in (("facts", case.facts), ("events", case.events), ("relatives", case.relatives)):
            for entry in entries:
                yield join(person, name, entry.key), entry


def claims_on(document: DraftDocument, source_key: str) -> list[tuple[str, Claim]]:
    """Return the claims that rest on a source, with their places."""
    return [(place, claim) for place, claim in iter_claims(document) if source_key in claim.sources]


def without_source(document: DraftDocument, key: str) -> DraftDocument:
    """Return the document without a source; whatever rested on it rests on its others, or on none."""
    others = [replace(each, **_unsupported_case(each, key)) for each in document.others]
    left = without_entry(document.sources, key)
    return replace(document, sources=left, others=others, **_unsupported_case(document, key))


def _unsupported_case(case: Case, key: str) -> dict[str, Any]:
    return {
        "facts": [_unsupported(each, key) for each in case.facts],
        "events": [_unsupported(each, key) for each in case.events],
        "relatives": [_unsupported(each, key) for each in case.relatives],
    }


_Claimed = TypeVar("_Claimed", DraftFact, DraftEvent, DraftRelative)


def _unsupported(claim: _Claimed, key: str) -> _Claimed:
    return replace(claim, sources=[each for each in claim.sources if each != key])

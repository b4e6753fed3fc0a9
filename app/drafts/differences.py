"""What differs between two revisions of a draft, and bringing two changes of one revision together. Pure."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.drafts.document import Basis, DraftDocument, read_document, stored_document
from app.drafts.places import BASIS, ORDER, Tree, fold_back, is_list, join, unfold


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One place and what stood and stands there; None where there was or is nothing.

    ``place`` ends in ``*`` where only the order of a list changed: then both are keys in order.
    """

    place: str
    before: Any
    after: Any


class SamePlaces(Exception):
    """Two changes of one revision meet in the same places."""

    def __init__(self, places: Sequence[str]) -> None:
        self.places = tuple(places)
        super().__init__(", ".join(places))


def list_differences(before: DraftDocument, after: DraftDocument) -> list[Difference]:
    """Return what was changed, added and removed, in the order of the document."""
    return [change for change in _changes(_tree(before), _tree(after), "") if not _is_only_longer(change)]


def merge(base: DraftDocument, theirs: DraftDocument, mine: DraftDocument, *, mine_wins: bool = False) -> DraftDocument:
    """Return their revision with my changes of the one both began from; raise SamePlaces where they meet.

    Words of two languages, two fields and two entries of a list are different places. Both may add to a list, and
    one may reorder it. With ``mine_wins`` my change stands where they meet: an entry that they removed comes back.
    """
    ours = list(_changes(_tree(base), _tree(mine), ""))
    others = list(_changes(_tree(base), _tree(theirs), ""))
    if mine_wins:
        ours = [_whole_again(change, others, _tree(mine)) for change in ours]
    elif places := [change.place for change in ours if any(_meet(change, other) for other in others)]:
        raise SamePlaces(places)
    tree = _tree(theirs)
    for change in ours:
        _apply(tree, change)
    return read_document({**fold_back(tree), BASIS: _merged_basis(base.basis, theirs.basis, mine.basis)})


def _whole_again(mine: Difference, others: list[Difference], tree: Tree) -> Difference:
    """A change inside of what they removed becomes the whole of it."""
    for other in others:
        if other.after is None and mine.place.startswith(f"{other.place}/"):
            return Difference(place=other.place, before=None, after=_at(tree, other.place))
    return mine


def _at(tree: Tree, place: str) -> Any:
    found: Any = tree
    for step in place.split("/"):
        found = found[step]
    return found


def _tree(document: DraftDocument) -> Tree:
    """The document without what it remembers of its translations: that differs with the words it is about."""
    return unfold({name: part for name, part in stored_document(document).items() if name != BASIS})


def _merged_basis(base: Basis, theirs: Basis, mine: Basis) -> Basis:
    """Theirs, but mine where I changed a translation."""
    merged: Basis = {}
    for place in {**theirs, **mine}:
        was, other, own = (each.get(place, {}) for each in (base, theirs, mine))
        chosen = {code: own if own.get(code) != was.get(code) else other for code in {**other, **own}}
        if digests := {code: digest for code, each in chosen.items() if (digest := each.get(code))}:
            merged[place] = digests
    return merged


def _changes(before: Any, after: Any, place: str) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for step in {**before, **after}:
            yield from _changes(before.get(step), after.get(step), join(place, step))
    elif before != after:
        yield Difference(place=place, before=before, after=after)


def _is_only_longer(change: Difference) -> bool:
    """Whether a list was not reordered: what was added or removed is told by itself."""
    return change.place.endswith(ORDER) and _kept_order(change.before, change.after)


def _meet(mine: Difference, other: Difference) -> bool:
    if mine.after == other.after:
        return False
    if mine.place == other.place:
        return not mine.place.endswith(ORDER) or not (_is_only_longer(mine) or _is_only_longer(other))
    return mine.place.startswith(f"{other.place}/") or other.place.startswith(f"{mine.place}/")


def _apply(tree: Tree, change: Difference) -> None:
    *steps, last = change.place.split("/")
    inner: Any = tree
    for step in steps:
        inner = inner.setdefault(step, {})
    if last == ORDER and is_list("/".join(steps)):
        inner[ORDER] = _reordered(change.before, inner[ORDER], change.after)
    elif change.after is None:
        inner.pop(last, None)
        if is_list("/".join(steps)):
            inner[ORDER] = [key for key in inner[ORDER] if key != last]
    else:
        inner[last] = copy.deepcopy(change.after)
        if is_list("/".join(steps)) and last not in inner[ORDER]:
            inner[ORDER].append(last)


def _reordered(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """My order with what they added after its neighbour, where I reordered; else theirs with what I added."""
    leading, other = (theirs, mine) if _kept_order(base, mine) else (mine, theirs)
    merged = [key for key in leading if key not in set(base) - set(other)]
    for index, key in enumerate(other):
        if key not in base and key not in merged:
            before = [each for each in other[:index] if each in merged]
            merged.insert(merged.index(before[-1]) + 1 if before else 0, key)
    return merged


def _kept_order(base: list[str], other: list[str]) -> bool:
    stayed = set(base) & set(other)
    return [key for key in base if key in stayed] == [key for key in other if key in stayed]

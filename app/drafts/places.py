"""Where something stands in a draft: ``campaign/title/fa``, ``events/3f9a…/text``. Pure.

A place goes by fields, by the keys of what stands in a list, and by languages, so that it stays the same when a
list is reordered.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from app.drafts.document import DraftDocument, Texts

LISTS: Final = frozenset(
    {"facts", "events", "relatives", "sources", "petition/demands", "petition/targets", "petition/recipients"}
)
"""The lists whose entries have keys."""
ORDER: Final = "*"
"""Beside the entries of such a list: the keys in their order."""
BASIS: Final = "basis"

Tree = dict[str, Any]


def join(*steps: str) -> str:
    """Return a place by its steps."""
    return "/".join(step for step in steps if step)


def iter_texts(document: DraftDocument) -> Iterator[tuple[str, Texts]]:
    """Yield every text of a draft with its place: whatever is ``{language: words}``."""
    yield from _texts(document, "")


def _texts(value: object, place: str) -> Iterator[tuple[str, Texts]]:
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            if field != BASIS:
                yield from _texts(getattr(value, field), join(place, field))
    elif isinstance(value, dict):
        yield place, value
    elif isinstance(value, list) and place in LISTS:
        for entry in value:
            yield from _texts(entry, join(place, entry.key))


def unfold(stored: Tree) -> Tree:
    """Return a stored document with each list of entries as a mapping by key, their order beside them."""
    unfolded: Tree = _unfold(stored, "")
    return unfolded


def fold_back(tree: Tree) -> Tree:
    """Return the stored document that ``unfold`` gave this for."""
    folded: Tree = _fold(tree, "")
    return folded


def _unfold(value: Any, place: str) -> Any:
    if isinstance(value, dict):
        return {name: _unfold(inner, join(place, name)) for name, inner in value.items()}
    if place not in LISTS:
        return value
    entries = {entry["key"]: {name: part for name, part in entry.items() if name != "key"} for entry in value}
    return {ORDER: list(entries), **entries}


def _fold(value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        return value
    if place in LISTS:
        return [{"key": key, **value[key]} for key in value[ORDER]]
    return {name: _fold(inner, join(place, name)) for name, inner in value.items()}

"""Where something stands in a draft: ``campaign/title/fa``, ``events/3f9a…/text``. Pure.

A place goes by fields, by the keys of what stands in a list, and by languages, so that it stays the same when a
list is reordered.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from app.drafts.document import DraftDocument, Texts

LISTS: Final = frozenset(
    {"facts", "events", "relatives", "others", "sources", "petition/demands", "petition/targets", "petition/recipients"}
)
"""The lists whose entries have keys; each of ``others`` has the first three as well."""
OTHERS: Final = "others"
_OF_A_PERSON: Final = frozenset({"facts", "events", "relatives"})
ORDER: Final = "*"
"""Beside the entries of such a list: the keys in their order."""
BASIS: Final = "basis"

Tree = dict[str, Any]


def join(*steps: str) -> str:
    """Return a place by its steps."""
    return "/".join(step for step in steps if step)


def is_list(place: str) -> bool:
    """Whether the entries of this place have keys."""
    person, inner = parted(place)
    return inner in (_OF_A_PERSON if person else LISTS)


def parted(place: str) -> tuple[str | None, str]:
    """Return whose case a place is in, by key, and where in it; None and the place itself where nobody else's."""
    list_name, _, rest = place.partition("/")
    key, _, inner = rest.partition("/")
    return (key, inner) if list_name == OTHERS and inner else (None, place)


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
    elif isinstance(value, list) and is_list(place):
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
    if not is_list(place):
        return value
    entries = {entry["key"]: _unfold(_keyless(entry), join(place, entry["key"])) for entry in value}
    return {ORDER: list(entries), **entries}


def _fold(value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        return value
    if is_list(place):
        return [{"key": key, **_fold(value[key], join(place, key))} for key in value[ORDER]]
    return {name: _fold(inner, join(place, name)) for name, inner in value.items()}


def _keyless(entry: Tree) -> Tree:
    return {name: part for name, part in entry.items() if name != "key"}

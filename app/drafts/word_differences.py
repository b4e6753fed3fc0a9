"""Which words of a text were taken away and which added. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

_WORDS: Final = re.compile(r"\s+|[^\s]+")
MOST_WORDS: Final = 3000
"""Longer texts are compared as a whole: finding what stayed takes the square of their length."""


def word_differences(before: str, after: str) -> list[tuple[str, str]]:
    """Return the pieces of both texts in order: ``("same" | "removed" | "added", words)``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [("removed", before), ("added", after)]
    return [(kind, words) for kind, words in _pieces(old, new) if words]


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[a:b])
        else:
            yield "removed", "".join(old[a:b])
            yield "added", "".join(new[c:d])

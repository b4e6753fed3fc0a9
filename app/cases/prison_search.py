"""Finding a prison among those known, however its name is spelled. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from app.core.folding import fold

_LIKE_ENOUGH: Final = 0.3
"""How many of all trigrams of two words must be common to both (0 to 1): one wrong letter in a short name passes."""


class NamedPlace(Protocol):
    """What a prison is found by: names and place, each in several languages."""

    @property
    def names(self) -> dict[str, str]:
        """Its names by language."""

    @property
    def place(self) -> dict[str, str]:
        """Where it is, by language."""


Place = TypeVar("Place", bound=NamedPlace)


def find_prisons(prisons: Iterable[Place], words: str, *, most: int) -> list[Place]:
    """Return those whose names or places are most like some words, the likest first."""
    asked = fold(words).split()
    if not asked:
        return []
    judged = [(_likeness(asked, prison), prison) for prison in prisons]
    found = [(likeness, prison) for likeness, prison in judged if likeness >= _LIKE_ENOUGH]
    return [prison for _, prison in sorted(found, key=lambda pair: -pair[0])[:most]]


def _likeness(asked: Sequence[str], prison: NamedPlace) -> float:
    """The mean over the words that were asked of how like the likest word of the prison is."""
    known = [word for text in _texts(prison) for word in fold(text).split()]
    return sum(max((_word_likeness(word, each) for each in known), default=0.0) for word in asked) / len(asked)


def _texts(prison: NamedPlace) -> Iterator[str]:
    yield from prison.names.values()
    yield from prison.place.values()


def _word_likeness(word: str, other: str) -> float:
    if other.startswith(word):
        return 1.0
    ours, theirs = _trigrams(word), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}

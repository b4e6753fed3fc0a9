"""The languages a page can be read in, and how to choose words for a reader."""

from collections.abc import Mapping
from typing import Final, TypeVar

LANGUAGES: Final = ("en", "fa")
"""BCP 47 codes, in the order in which they are offered."""

RIGHT_TO_LEFT: Final = frozenset({"fa", "ar"})

T = TypeVar("T")


def direction(language: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``, the value of HTML's ``dir``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def words_in(texts: Mapping[str, T], language: str) -> T:
    """Pick the reader's language; then English; then whatever there is.

    Raises LookupError when there are no words in any language.
    """
    for candidate in (language, "en", *texts):
        if candidate in texts:
            return texts[candidate]
    raise LookupError("no words in any language")

"""The languages a page can be read in, and how to choose words for a reader."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

LANGUAGES: Final = ("en", "fa", "fr", "de", "es", "ar")
"""BCP 47 codes, in the order in which they are offered."""

OWN_NAMES: Final = {
    "en": "English",
    "fa": "فارسی",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "ar": "العربية",
}
"""What each language calls itself: whoever looks for it reads no other."""

RIGHT_TO_LEFT: Final = frozenset({"fa", "ar"})

_READERS_OF: Final = {
    "fa": ("prs", "pes"),
    "ar": ("arb", "ary", "arq", "aeb", "ayl", "arz", "apc", "ajp", "ars", "afb", "acm", "acw", "acq", "ayn"),
    "de": ("gsw",),
}
"""Whose readers are at home in another code's written language (ISO 639-3: Dari, Iranian Persian, spoken Arabics)."""

_WRITTEN_AS: Final = {spoken: written for written, codes in _READERS_OF.items() for spoken in codes}

T = TypeVar("T")


def direction(language: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``, the value of HTML's ``dir``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def nearest_language(accepted: Iterable[str]) -> str | None:
    """Return the first language of the site among a reader's BCP 47 tags, dearest first; None where there is none.

    A region or script does not part readers: ``fr-CA`` is French, ``fa-AF`` and ``prs`` are Persian.
    """
    for tag in accepted:
        spoken = tag.replace("_", "-").split("-", 1)[0].lower()
        written = _WRITTEN_AS.get(spoken, spoken)
        if written in LANGUAGES:
            return written
    return None


def language_of(texts: Mapping[str, object], language: str) -> str:
    """Return the language in which a reader gets these texts: the reader's; then English; then whatever there is.

    Raises LookupError when there are no words in any language.
    """
    for candidate in (language, "en", *texts):
        if candidate in texts:
            return candidate
    raise LookupError("no words in any language")


def words_in(texts: Mapping[str, T], language: str) -> T:
    """Return the words a reader of this language gets, as ``language_of`` chooses them."""
    return texts[language_of(texts, language)]

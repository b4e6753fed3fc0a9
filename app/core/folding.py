"""Texts as a search sees them: one form for all spellings of a word, whatever keyboard it was typed on. Pure."""

import unicodedata
from typing import Final

_ONE_LETTER: Final = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا",
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ء": "", "ـ": "", "\u200c": "", "\u200d": "", "\u00ad": "", "’": "", "'": "", "ʼ": "", "‘": "",
    }
)  # fmt: skip
"""Letters that differ by keyboard rather than by word; joiners, tatweel and apostrophes go."""


def fold(text: str) -> str:
    """Return the words of a text, in lower case and one form, with single spaces between.

    Arabic and Persian letters of one shape are one letter, vowel signs and accents go, digits of every script
    are ASCII, and whatever is neither letter nor digit parts words: ``"علي‌رضا ۱۳۸۸!"`` gives ``"علیرضا 1388"``.
    """
    lower = unicodedata.normalize("NFKD", text).casefold()  # a styled capital has a small letter only once it is plain
    plain = unicodedata.normalize("NFKD", lower).translate(_ONE_LETTER)
    return " ".join("".join(map(_fold_character, plain)).split())


def _fold_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind[0] == "M" or kind == "Cf":
        return ""
    return character if kind[0] in "LN" else " "

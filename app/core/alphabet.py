"""The order of words in a list, as a reader looks for them: É beside E, پ after ب."""

import unicodedata
from typing import Final

_LAST: Final = "\uffff"
_PERSIAN: Final = str.maketrans(
    {"پ": "ب" + _LAST, "چ": "ج" + _LAST, "ژ": "ز" + _LAST, "ک": "ك", "گ": "ك" + _LAST, "و": "ن" + _LAST, "ی": "ي"}
)
"""Where Persian puts letters that Unicode has after, or in another order than, the Arabic ones."""


def alphabetical(word: str, language: str) -> str:
    """Return the key by which to sort a word: without marks and capitals, letters in the language's own order."""
    folded = unicodedata.normalize("NFD", word).casefold()
    letters = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf"))
    return letters.translate(_PERSIAN) if language == "fa" else letters

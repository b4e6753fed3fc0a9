"""What a text typed by a stranger may hold, and how two texts are compared."""

import re
import unicodedata
from typing import Final

from app.core.languages import direction
from app.core.links import looks_like_link

_BIDI_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_JOINERS: Final = frozenset("\u200c\u200d")
_INVISIBLE_IN_NAMES: Final = _JOINERS | {"\u180e"}
"""What joins and parts letters in Persian, Indic and Mongolian names."""
_STRAYS: Final = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]")
"""Marks of direction that a keyboard puts in, and what comes along when one copies: meant by nobody, seen by nobody."""
LOST: Final = "\ufffd"
"""Stands where bytes were no UTF-8: nobody typed it."""
_MOST_MARKS: Final = 5
"""Marks above and below one letter, at most: Hebrew with points and Burmese need four and five (UAX 15 allows 30)."""
_SPACES: Final = re.compile(r"\s+")


def has_control_characters(text: str, *, allow_lines: bool = False) -> bool:
    """Whether a text has NUL, other control characters, noncharacters, lone surrogates, bidi overrides or lost letters.

    Lines are allowed only in comments: CR or LF in a name would break the headers of a mail. In a name everything
    that cannot be seen is refused as well, but joiners and what ``without_strays`` takes out.
    """
    if LOST in text:
        return True
    if text.isprintable():
        return False
    allowed, refused = ("\r\n\t", ("Cc", "Cs", "Co")) if allow_lines else ("", ("Cc", "Cs", "Co", "Cf"))
    return any(
        character not in allowed
        and (
            (unicodedata.category(character) in refused and not _is_harmless(character))
            or character in _BIDI_OVERRIDES
            or _is_noncharacter(ord(character))
        )
        for character in text
    )


def _is_harmless(character: str) -> bool:
    return character in _INVISIBLE_IN_NAMES or bool(_STRAYS.match(character))


def _is_noncharacter(code: int) -> bool:
    """Whether Unicode keeps this code point from ever being a character (version 16, 23.7); HTML refuses it."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def without_control_characters(text: str, *, allow_lines: bool = False) -> str:
    """Return what of a refused text can be shown again, to be corrected; also where letters were lost."""
    return "".join(
        character
        for character in text
        if character == LOST or not has_control_characters(character, allow_lines=allow_lines)
    )


def without_strays(text: str) -> str:
    """Return the text without marks that nobody meant to type."""
    return text if text.isprintable() else _STRAYS.sub("", text)


def looks_like_address(text: str) -> bool:
    """Whether a name carries a link, an address or a telephone number: our mails would be somebody's spam."""
    return looks_like_link(text if text.isascii() else unicodedata.normalize("NFKC", text))


def has_heap_of_marks(text: str) -> bool:
    """Whether marks are heaped on a letter so that they cover the lines above and below."""
    if text.isascii():
        return False
    run = 0
    for category in map(unicodedata.category, text):
        if category in ("Mn", "Me"):
            run += 1
            if run > _MOST_MARKS:
                return True
        elif category != "Mc":
            run = 0
    return False


def has_letter(text: str) -> bool:
    """Whether there is at least one letter of any script."""
    return any(unicodedata.category(character).startswith("L") for character in text)


def tidy(text: str) -> str:
    """Return the text in NFC with white space folded and strays gone; joiners that names need stay."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", without_strays(text))).strip()


def apart(text: str, language: str) -> str:
    """Return the text to stand in a sentence of another language: where it runs the other way, in isolates (UAX 9).

    Without them its full stop would come to stand before it.
    """
    strong = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "")
    runs = {"L": "ltr", "R": "rtl", "AL": "rtl"}.get(first)
    return text if runs in (None, direction(language)) else f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def initials(name: str) -> str:
    """Return the initials of a name, each with a full stop: ``"Ada Lovelace"`` gives ``"A. L."``.

    Parts without a letter (a dash, a number) are passed over. Joiners are not letters.
    """
    parts = (next((c for c in part if c not in _JOINERS and has_letter(c)), "") for part in name.split())
    return " ".join(f"{first.upper()}." for first in parts if first)

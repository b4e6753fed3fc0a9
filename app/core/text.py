"""What a text typed by a stranger may hold, and how two texts are compared."""

import re
import unicodedata
from typing import Final

_BIDI_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS: Final = frozenset("\u200c\u200d")
_ADDRESS_MARKS: Final = re.compile(
    r"://|www\.|@|[\w-]\.(?:com|net|org|info|biz|xyz)(?![\w-])|[\w-]\.[a-z]{2,}/", re.IGNORECASE
)
"""What mail programs turn into a link by themselves: also a bare ``example.com`` and ``example.ly/x``."""
_SPACES: Final = re.compile(r"\s+")


def has_control_characters(text: str, *, allow_lines: bool = False) -> bool:
    """Whether a text has NUL, other control characters, noncharacters, lone surrogates or bidi overrides.

    Lines are allowed only in comments: CR or LF in a name would break the headers of a mail.
    """
    if text.isprintable():
        return False
    allowed = "\r\n\t" if allow_lines else ""
    return any(
        character not in allowed
        and (
            unicodedata.category(character) in ("Cc", "Cs", "Co")
            or character in _BIDI_OVERRIDES
            or _is_noncharacter(ord(character))
        )
        for character in text
    )


def _is_noncharacter(code: int) -> bool:
    """Whether Unicode keeps this code point from ever being a character (version 16, 23.7); HTML refuses it."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def without_control_characters(text: str, *, allow_lines: bool = False) -> str:
    """Return what of a refused text can be shown again, to be corrected."""
    return "".join(character for character in text if not has_control_characters(character, allow_lines=allow_lines))


def looks_like_address(text: str) -> bool:
    """Whether a name carries a link or a mail address, which would make our mails somebody's spam."""
    return bool(_ADDRESS_MARKS.search(unicodedata.normalize("NFKC", text)))


def has_letter(text: str) -> bool:
    """Whether there is at least one letter of any script."""
    return any(unicodedata.category(character).startswith("L") for character in text)


def tidy(text: str) -> str:
    """Return the text in NFC with white space folded; joiners that Persian and Indic names need stay."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def initials(name: str) -> str:
    """Return the initials of a name, each with a full stop: ``"Ada Lovelace"`` gives ``"A. L."``.

    Parts without a letter (a dash, a number) are passed over. Joiners are not letters.
    """
    parts = (next((c for c in part if c not in _JOINERS and has_letter(c)), "") for part in name.split())
    return " ".join(f"{first.upper()}." for first in parts if first)

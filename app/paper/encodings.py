"""What a file of lines is written in. Found out for certain, or refused: a guess would mangle somebody's name. Pure."""

import codecs
import re
import unicodedata
from typing import Final

from app.paper.errors import TableComplaint, TableRefused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX and ODS (zips) and XLS begin."""
_OTHER_FILES: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<!DOCTYPE", b"<html")
_MISREAD: Final = r"[^\w\s.,;:'\"()\[\]/@+|’‘“”„«»–—…-]"
_WORD: Final = re.compile(rf"[^\W\d_]+(?:{_MISREAD}[^\W\d_]+)*{_MISREAD}?")
"""A run of letters, with what stands inside or at its end and is no letter: ``Pawe³`` is a Polish word misread."""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding: UTF-8, UTF-16, or Windows-1252 or -1256 where nothing speaks
    against it. Raises TableRefused."""
    if content.startswith(_SPREADSHEETS):
        raise TableRefused(TableComplaint.SPREADSHEET)
    if content.startswith(_OTHER_FILES):
        raise TableRefused(TableComplaint.NOT_A_TABLE)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding), encoding.removesuffix("-sig")
    if (wide := _wide_encoding(content)) is not None:
        return _decoded(content, wide), "utf-16"
    try:
        return _readable(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _by_code_page(content)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return _readable(content.decode(encoding))
    except UnicodeDecodeError:
        raise TableRefused(TableComplaint.BROKEN_ENCODING) from None


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark has a nought in every second byte of its separators and line ends."""
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 8 < len(head) // 2 or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _readable(text: str) -> str:
    if "\0" in text:
        raise TableRefused(TableComplaint.NOT_A_TABLE)
    return text


def _by_code_page(content: bytes) -> tuple[str, str]:
    """Windows-1256 where its Arabic letters make whole words, 1252 where its accents stand among Latin letters."""
    if b"\0" in content:
        raise TableRefused(TableComplaint.NOT_A_TABLE)
    fitting = [
        (text, page)
        for page, fits in (("windows-1256", _is_arabic), ("windows-1252", _is_western))
        if (text := _by(content, page)) is not None and fits(text)
    ]
    if len(fitting) != 1:
        raise TableRefused(TableComplaint.ENCODING_UNKNOWN)
    return fitting[0]


def _by(content: bytes, page: str) -> str | None:
    try:
        return content.decode(page)
    except UnicodeDecodeError:
        return None


def _is_arabic(text: str) -> bool:
    """Whether there are Arabic letters, and none stands in one word with a Latin one."""
    found = False
    for word in _WORD.findall(text):
        scripts = {_script(letter) for letter in word if letter.isalpha()}
        found = found or "ARABIC" in scripts
        if len(scripts) > 1:
            return False
    return found


def _is_western(text: str) -> bool:
    """Whether every accent is a letter, among plain letters: a word of accents alone is another alphabet misread."""
    for word in _WORD.findall(text):
        if not all(letter.isalpha() for letter in word):
            return False
        if len(word) > 2 and not any(letter.isascii() for letter in word):
            return False
    return True


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]

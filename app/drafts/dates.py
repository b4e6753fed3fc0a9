"""Dates as people type them, read as EDTF no more exactly than they were given. Pure.

"December 2009", "12/2009", "1388", "about 1988", "spring 1988", "15 Azar 1388", "before 2010" and the same in
Persian are understood, and EDTF itself. A year from 1200 to 1499 is one of the Persian calendar, a later one
Gregorian; nobody is asked. A Persian month or year becomes the interval from its first to its last day, which
``app.core.formats`` shows again as that month or year: it never becomes a day, nor the one Gregorian month that
it might not be.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.core import edtf
from app.core.edtf import Edtf, EdtfError
from app.drafts.calendar_words import APPROXIMATE, UNCERTAIN, UNKNOWN
from app.drafts.errors import DateNotUnderstood, Trouble
from app.drafts.moments import GREGORIAN_YEARS, Calendar, Moment, read_moment

LONGEST: Final = 60


@dataclass(frozen=True, kw_only=True)
class Understood:
    """How a typed date was read; ``otherwise`` has what else it could mean, as EDTF."""

    edtf: str
    calendar: Calendar
    otherwise: tuple[str, ...] = ()


def understand(typed: str) -> Understood | None:
    """Read a typed date; None where it is left open or called unknown. Raises DateNotUnderstood."""
    text = _plain(typed)
    if text in UNKNOWN:
        return None
    if len(text) > LONGEST:
        raise DateNotUnderstood(Trouble.UNREADABLE)
    return _given_as_edtf(text) or _qualified(text)


def _plain(typed: str) -> str:
    """One form of digits, letters, dashes and spaces; still with the signs that mean something."""
    text = unicodedata.normalize("NFKC", typed).replace("\u200c", " ").replace("ي", "ی").replace("ك", "ک")
    text = "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).lower().split())


def _given_as_edtf(text: str) -> Understood | None:
    """EDTF itself, where it is of Gregorian years; a Persian one in its form is read like any other."""
    try:
        given = edtf.parse(text.upper())
    except EdtfError:
        return None
    if all(one.year in GREGORIAN_YEARS for one in given.dates):
        return Understood(edtf=given.text, calendar=Calendar.GREGORIAN)
    return None


def _qualified(text: str) -> Understood:
    rest, is_approximate = _without(text, APPROXIMATE, "~")
    rest, is_uncertain = _without(rest, UNCERTAIN, "?")
    if not is_approximate:
        rest, is_approximate = _without(rest, APPROXIMATE, "~")
    found = _span(rest) or _single(rest)
    mark = {(True, True): "%", (True, False): "~", (False, True): "?"}.get((is_approximate, is_uncertain), "")
    return Understood(edtf=_marked(found.edtf, mark), calendar=found.calendar, otherwise=found.otherwise)


def _without(text: str, words: str, sign: str) -> tuple[str, bool]:
    """Take a qualifier off the beginning, or its sign off the end."""
    rest = re.sub(rf"^(?:{words})\s*(?=\S)", "", text)
    if rest == text and len(text) > 1:
        rest = text.removesuffix(sign)
    return rest.strip(), rest != text


def _marked(text: str, mark: str) -> str:
    ends = (end if not end or end == ".." else end.rstrip("~?%") + mark for end in text.split("/"))
    return "/".join(ends) if mark else text


def _single(text: str) -> Understood:
    found = read_moment(text)
    return Understood(edtf=_checked(found.whole).text, calendar=found.calendar, otherwise=found.otherwise)


_Half = Callable[[Moment], str]
_HALVES: Final[tuple[tuple[str, _Half], ...]] = (
    (r"(?:before|پیش از|قبل از) (?P<date>.+)", lambda given: f"/{given.before()}"),
    (r"(?:after|پس از|بعد از) (?P<date>.+)", lambda given: f"{given.after()}/"),
    (r"(?:since|from|از) (?P<date>.+)", lambda given: f"{given.start()}/.."),
    (r"(?:until|till|to|تا) (?P<date>.+)", lambda given: f"../{given.end()}"),
    (r"(?:by|not later than) (?P<date>.+)|(?P<other>.+) or (?:earlier|before)", lambda given: f"/{given.end()}"),
    (r"(?:not before) (?P<date>.+)|(?P<other>.+) or (?:later|after)", lambda given: f"{given.start()}/"),
)
_BETWEEN: Final = (
    re.compile(r"(?:between|بین|میان) (?P<start>.+) (?:and|و) (?P<end>.+)"),
    re.compile(r"(?:from |از )?(?P<start>.+) (?:to|until|till|تا) (?P<end>.+)"),
    re.compile(r"(?P<start>.+) - (?P<end>.+)"),
    re.compile(r"(?P<start>\d{4})[-/](?P<end>\d{4})"),
)


def _span(text: str) -> Understood | None:
    """A date with an end that is open, or two dates; None where it is one date."""
    for pattern in _BETWEEN:
        if match := pattern.fullmatch(text):
            return _between(read_moment(match["start"]), read_moment(match["end"]))
    for words, edtf_of in _HALVES:
        if match := re.fullmatch(words, text):
            given = read_moment(next(part for part in match.groups() if part))
            return Understood(edtf=_checked(edtf_of(given)).text, calendar=given.calendar)
    return None


def _between(start: Moment, end: Moment) -> Understood:
    if start.first > end.last:
        raise DateNotUnderstood(Trouble.ENDS_FIRST)
    return Understood(edtf=_checked(f"{start.start()}/{end.end()}").text, calendar=start.calendar)


def _checked(text: str) -> Edtf:
    try:
        return edtf.parse(text)
    except EdtfError as error:
        raise DateNotUnderstood(Trouble.UNREADABLE) from error

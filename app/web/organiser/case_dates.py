"""How a stored date stands in its field again: as somebody would type it, and never as another date."""

from collections.abc import Iterator

from app.core import edtf
from app.core.edtf import EdtfError
from app.core.formats import format_edtf
from app.core.languages import LANGUAGES
from app.core.numerals import in_own_digits
from app.core.persian import MONTHS, OWN_MONTHS, find_span
from app.drafts.dates import understand
from app.drafts.errors import DateNotUnderstood
from app.web.templating import reader_language


def friendly_date(text: str | None) -> str:
    """Return a date in words that are understood as this very date; EDTF where no words are."""
    if not text:
        return ""
    return next((words for words in _ways(text) if _reads_as(words, text)), text)


def _ways(text: str) -> Iterator[str]:
    try:
        given = edtf.parse(text)
    except EdtfError:
        return
    if given.is_interval and given.earliest and given.latest and (span := find_span(given.earliest, given.latest)):
        yield from _persian(span.year, span.month)
    for language in (reader_language(), LANGUAGES[0]):
        plain = edtf.parse(text.replace("~", "").replace("?", "").replace("%", "")).text
        words = format_edtf(plain, language)
        yield f"about {words}" if "~" in text else words


def _persian(year: int, month: int | None) -> Iterator[str]:
    own = OWN_MONTHS if reader_language() == "fa" else MONTHS
    words = f"{own[month - 1]} {year}" if month else str(year)
    yield in_own_digits(words, reader_language())


def _reads_as(words: str, text: str) -> bool:
    try:
        found = understand(words)
    except DateNotUnderstood:
        return False
    return found is not None and found.edtf == text

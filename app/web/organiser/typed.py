"""What was typed into an editor's form, read as what it must be; what cannot be is told beside its field.

Pages edit the words of the draft's first language; the page of translations has the others beside them
(``in_first``). A list has its keys in hidden fields ``name``, in order, and the fields of an entry are
``name-KEY-part``. Nothing is refused that a draft may hold: unknown is a value.
"""

from enum import StrEnum
from typing import Final, TypeVar

from flask import request
from flask_babel import gettext, lazy_gettext

from app.core.text import LOST, has_control_characters, without_control_characters
from app.drafts.dates import understand
from app.drafts.document import DraftDocument, Texts
from app.drafts.errors import DateNotUnderstood, Trouble
from app.web.addresses import LARGEST

LINE: Final = 300
PAGE: Final = 20_000
Choice = TypeVar("Choice", bound=StrEnum)

DATE_TROUBLES: Final = {
    Trouble.UNREADABLE: lazy_gettext(
        "That is not understood. Write a date as “December 2009”, “15 Azar 1388”, “about 1988” or “before 2010”."
    ),
    Trouble.YEAR_SHORT: lazy_gettext("Write the year with four digits: “1388” or “2009”."),
    Trouble.YEAR_FAR: lazy_gettext("Years go from 1500 to 2199, in the Persian calendar from 1200 to 1499."),
    Trouble.NO_SUCH_DAY: lazy_gettext("That month has no such day."),
    Trouble.NO_SUCH_MONTH: lazy_gettext("There is no such month: months are 1 to 12."),
    Trouble.CALENDARS_MIXED: lazy_gettext("The month is of one calendar and the year of the other."),
    Trouble.LUNAR: lazy_gettext("Dates of the lunar calendar are not read. Write the Persian or Gregorian date."),
    Trouble.ENDS_FIRST: lazy_gettext("The end comes before the beginning."),
}


def in_first(document: DraftDocument, texts: Texts, words: str) -> Texts:
    """Return a text with other words in the draft's first language, or none there; its translations stay."""
    others = {code: each for code, each in texts.items() if code != document.languages[0]}
    return {document.languages[0]: words, **others} if words else others


def whole_number(text: str) -> int | None:
    """Return a whole number of any digits; None where it is none, or larger than any of ours."""
    if not text.isdecimal() or len(text) > len(str(LARGEST)):
        return None
    return number if (number := int(text)) <= LARGEST else None


class Errors(dict[str, str]):
    """Sentences by field; a field without one has none."""

    def __missing__(self, name: str) -> str:
        return ""


class Typed:
    """The fields of one posted form, and the sentences for those that could not be read: ``errors`` by field."""

    def __init__(self) -> None:
        self.errors = Errors()

    def line(self, name: str, *, most: int = LINE) -> str:
        """Return one line of text."""
        return self._words(name, most=most, allow_lines=False)

    def page(self, name: str, *, most: int = PAGE) -> str:
        """Return text of several lines."""
        return self._words(name, most=most, allow_lines=True)

    def date(self, name: str) -> str | None:
        """Return a friendly date as EDTF; None where it was left open."""
        try:
            found = understand(self.line(name, most=100))
        except DateNotUnderstood as error:
            self.errors[name] = str(DATE_TROUBLES[error.trouble])
            return None
        return found.edtf if found else None

    def number(self, name: str) -> int:
        """Return a whole number without separators, of any digits; 0 where it was left open."""
        text = self.line(name, most=20).replace(",", "").replace("٬", "").replace(" ", "")
        if text and whole_number(text) is None:
            self.errors[name] = gettext("Write a whole number.")
        return whole_number(text) or 0

    def choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        """Return one of a closed vocabulary; what is not in it was not typed by anybody."""
        return next((each for each in choices if each.value == request.form.get(name)), default)

    def choices(self, name: str, choices: type[Choice]) -> list[Choice]:
        """Return those of a closed vocabulary that were ticked."""
        ticked = set(request.form.getlist(name))
        return [each for each in choices if each.value in ticked]

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return request.form.get(name) == "yes"

    def keys(self, name: str) -> list[str]:
        """Return the keys of a list's entries in the order of the form."""
        return list(dict.fromkeys(key for key in request.form.getlist(name) if key.isalnum() and len(key) <= 32))

    def _words(self, name: str, *, most: int, allow_lines: bool) -> str:
        text = request.form.get(name, "").replace("\r\n", "\n").strip()
        if has_control_characters(text, allow_lines=allow_lines):
            self.errors[name] = gettext(
                "There are characters in it that cannot be shown. They were taken out: look again."
            )
            text = without_control_characters(text, allow_lines=allow_lines)
        if LOST in text:
            self.errors[name] = gettext("Letters were lost on the way where “�” stands. Write them again.")
        if len(text) > most:
            self.errors[name] = gettext("This is too long: at most %(most)s characters.", most=str(most))
        return text

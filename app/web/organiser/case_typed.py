"""What was typed into a form of the case: texts in every language of the draft, dates that may be unknown, sources."""

import re
from dataclasses import dataclass
from typing import Final

from flask import request
from flask_babel import gettext

from app.core.languages import LANGUAGES
from app.drafts.case_checks import SLUG, is_web_address
from app.drafts.document import DraftDocument, DraftPrison, DraftSource, Texts, new_key
from app.drafts.entries import with_entry
from app.web.organiser.typed import Typed

NAME: Final = 120
TEXT: Final = 1000
ADDRESS: Final = 1000
_KEY_LENGTH: Final = 32
_COUNTRY: Final = re.compile("[A-Z]{2}")


def with_typed(before: Texts, typed: Texts) -> Texts:
    """Return a text as it was typed; languages that the form did not have stay."""
    return {code: words for code, words in {**before, **typed}.items() if words}


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a claim rests on: sources by their keys, and one that was described beside the claim, or None."""

    ticked: list[str]
    described: DraftSource | None = None

    def known(self, document: DraftDocument) -> list[DraftSource]:
        """Return the sources of the document, with the one that was described."""
        return with_entry(document.sources, self.described) if self.described else document.sources

    def keys(self, document: DraftDocument) -> list[str]:
        """Return the keys of those the claim rests on, in the order of the document's sources."""
        return [each.key for each in self.known(document) if each.key in self.ticked or each is self.described]


class CaseTyped(Typed):
    """The fields of one posted form of the case."""

    def texts(self, name: str, *, most: int = TEXT) -> Texts:
        """Return a text in every language that the form had a field for, each as one paragraph; also empty ones."""
        given = [code for code in LANGUAGES if f"{name}-{code}" in request.form]
        return {code: " ".join(self.page(f"{name}-{code}", most=most).split()) for code in given}

    def claim_text(self, name: str) -> Texts:
        """Return the words of a claim: without one in any language nobody would find its line again."""
        words = self.texts(name)
        if not any(words.values()):
            self.needed(name, words, gettext("Write what is claimed, at least in one language."))
        return words

    def date_or_unknown(self, name: str) -> str | None:
        """Return a friendly date as EDTF; None where it was left open, or ticked as not known."""
        found = self.date(name)
        if self.ticked(f"{name}-unknown"):
            self.errors.pop(name, None)
            return None
        return found

    def address(self, name: str) -> str | None:
        """Return a web address."""
        text = self.line(name, most=ADDRESS)
        if text and name not in self.errors and not is_web_address(text):
            self.errors[name] = gettext("This is no web address: it begins with https:// or http://.")
        return text or None

    def key(self, entry: str) -> str:
        """Return the key of the entry that a form is about; a new one brings its own, so that twice sent is once."""
        if entry != "new":
            return entry
        typed = request.form.get("key", "")
        return typed if typed.isalnum() and len(typed) <= _KEY_LENGTH else new_key()

    def needed(self, name: str, words: Texts, sentence: str) -> None:
        """Say beside the first field of a text that it is missing, unless something else is wrong with it."""
        first = f"{name}-{next(iter(words), LANGUAGES[0])}"
        self.errors[first] = self.errors[first] or sentence

    def ground(self) -> "Ground":
        """Return the sources that were ticked beside a claim, with the one that was described there."""
        return Ground(ticked=self.keys("sources"), described=self._new_source())

    def _new_source(self) -> DraftSource | None:
        """Return the source that was described beside a claim, or None."""
        title, publisher = self.texts("new-title", most=NAME * 2), self.texts("new-publisher", most=NAME)
        url, date = self.address("new-url"), self.date("new-date")
        key = self.key("new")
        if not (any(title.values()) or any(publisher.values()) or url):
            return None
        return DraftSource(
            key=f"s{key}"[:_KEY_LENGTH],
            title=with_typed({}, title),
            publisher=with_typed({}, publisher),
            url=url,
            date=date,
        )

    def prison(self, name: str) -> DraftPrison | None:
        """Return the prison that was chosen or described, or None where it is not known."""
        chosen = request.form.get(name, "")
        names, place = self.texts(f"{name}-name", most=NAME), self.texts(f"{name}-place", most=NAME)
        country = self.line(f"{name}-country", most=2).upper()
        if chosen.startswith("slug:"):
            slug = chosen.removeprefix("slug:")
            return DraftPrison(slug=slug) if SLUG.fullmatch(slug) else None
        if chosen != "new" and not any(names.values()):
            return None
        if not any(names.values()):
            self.errors[f"{name}-name-{next(iter(names), LANGUAGES[0])}"] = gettext("Write the name of the new prison.")
        return DraftPrison(
            name=with_typed({}, names),
            place=with_typed({}, place),
            country=country if _COUNTRY.fullmatch(country) else None,
        )

"""The pages of the case put together, and what their templates ask for."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from flask import url_for

from app.core.numerals import locale_of
from app.web.console.pictures import picture_address
from app.web.organiser import (
    case_consent,
    case_events,
    case_facts,
    case_portrait,
    case_prisoner,
    case_relatives,
    case_saving,
    case_sources,
    pictures,
)
from app.web.organiser.case_dates import friendly_date
from app.web.templating import reader_language

STORIES: Final = (
    case_prisoner,
    case_consent,
    case_relatives,
    case_facts,
    case_events,
    case_sources,
    case_portrait,
    case_saving,
    pictures,
)
_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
_COUNTRY_LETTERS: Final = 2
_ENTRIES: Final = {
    "facts": "organiser.case_fact",
    "events": "organiser.case_event",
    "relatives": "organiser.case_relative",
    "sources": "organiser.case_source",
}
_LISTS: Final = {page: case_saving.LIST_PAGES[name] for name, page in _ENTRIES.items()} | {
    "organiser.draft_translation": "organiser.draft_translations"
}


def countries() -> list[tuple[str, str]]:
    """Return every country as a choice of a field, by its name in the reader's language."""
    names = locale_of(reader_language()).territories
    known = [(code, name) for code, name in names.items() if len(code) == _COUNTRY_LETTERS and code.isalpha()]
    return sorted(((code, name) for code, name in known if code not in _NOT_COUNTRIES), key=lambda pair: pair[1])


def claim_address(campaign_id: UUID, place: str) -> str:
    """Return the page on which a claim is edited; ``place`` is as in ``facts/3f9a…``."""
    name, key = place.split("/")[:2]
    return url_for(_ENTRIES[name], campaign_id=campaign_id, entry=key)


def list_page(endpoint: str | None) -> str:
    """Return the page of the editor that a view belongs to: that of the list, for one of its entries or languages."""
    page = (endpoint or "").removesuffix("_save").removesuffix("_remove").removesuffix("_words")
    return _LISTS.get(page, page)


CASE: Final[dict[str, Callable[..., Any]]] = {
    "friendly_date": friendly_date,
    "countries": countries,
    "claim_address": claim_address,
    "list_page": list_page,
    "picture_address": picture_address,
}
"""What the templates ask for."""

"""The pages of the case put together, and what their templates ask for."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from flask import url_for

from app.core.numerals import locale_of
from app.drafts.people import FIRST
from app.drafts.places import parted
from app.web.console.pictures import picture_address
from app.web.organiser import (
    case_consent,
    case_events,
    case_facts,
    case_people,
    case_portrait,
    case_prisoner,
    case_relatives,
    case_saving,
    case_sources,
    pictures,
)
from app.web.organiser.case_dates import friendly_date
from app.web.organiser.case_people import person_tabs
from app.web.organiser.case_saving import ENTRY_PAGES, list_page
from app.web.organiser.steps import section_of
from app.web.templating import reader_language

STORIES: Final = (
    case_people,
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


def countries() -> list[tuple[str, str]]:
    """Return every country as a choice of a field, by its name in the reader's language."""
    names = locale_of(reader_language()).territories
    known = [(code, name) for code, name in names.items() if len(code) == _COUNTRY_LETTERS and code.isalpha()]
    return sorted(((code, name) for code, name in known if code not in _NOT_COUNTRIES), key=lambda pair: pair[1])


def claim_address(campaign_id: UUID, place: str) -> str:
    """Return the page on which a claim is edited; ``place`` is as in ``facts/3f9a…``, ``others/77c1…/facts/3f9a…``."""
    person, inner = parted(place)
    name, key = inner.split("/")[:2]
    return url_for(ENTRY_PAGES[name], campaign_id=campaign_id, entry=key, person=person or FIRST)


def section_address(campaign_id: UUID, place: str) -> str:
    """Return the page on which a place is edited; that of the checks where no page has it."""
    section, (person, _) = section_of(place), parted(place)
    if section is None:
        return url_for("organiser.draft_checks", campaign_id=campaign_id)
    if person is None:
        return url_for(section.endpoint, campaign_id=campaign_id)
    return url_for(section.endpoint, campaign_id=campaign_id, person=person)


CASE: Final[dict[str, Callable[..., Any]]] = {
    "friendly_date": friendly_date,
    "countries": countries,
    "claim_address": claim_address,
    "section_address": section_address,
    "person_tabs": person_tabs,
    "list_page": list_page,
    "picture_address": picture_address,
}
"""What the templates ask for."""

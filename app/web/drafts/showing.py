"""What templates about drafts ask for, at organisers' and at staff alike."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import current_app
from flask_babel import LazyString, lazy_gettext

from app.campaigns.kinds import OutcomeKind
from app.core.languages import words_in
from app.core.settings import Settings
from app.drafts.word_differences import word_differences
from app.petitions.models import Recipient
from app.web.drafts.places import language_name, place_name, step_name
from app.web.templating import reader_language

_OUTCOMES: Final[dict[OutcomeKind, LazyString]] = {
    OutcomeKind.VICTORY: lazy_gettext("Won"),
    OutcomeKind.PARTIAL: lazy_gettext("Won in part"),
    OutcomeKind.REFUSED: lazy_gettext("Refused"),
    OutcomeKind.NO_ANSWER: lazy_gettext("No answer"),
    OutcomeKind.MOVED: lazy_gettext("The campaign goes on elsewhere"),
}


def offices_named(offices: Iterable[Recipient]) -> list[tuple[str, str]]:
    """Return offices as choices of a field."""
    return [(office.slug, words_in(office.name, reader_language())) for office in offices]


def zones_named(zones: Iterable[str]) -> list[tuple[str, str]]:
    """Return time zones as choices of a field: the city, as their database calls it."""
    return [(zone, zone.partition("/")[2].replace("_", " ") or zone) for zone in zones]


def languages_named(languages: Iterable[str]) -> list[tuple[str, str]]:
    """Return languages as choices of a field."""
    return [(code, language_name(code)) for code in languages]


def outcomes_named(kinds: Iterable[OutcomeKind]) -> list[tuple[str, LazyString]]:
    """Return outcomes as choices of a field."""
    return [(kind.value, _OUTCOMES[kind]) for kind in kinds]


def public_page(slug: str) -> str:
    """Return the address of a campaign's page on the public site, in the reader's language."""
    settings: Settings = current_app.extensions["vigil.settings"]
    return f"{settings.base_url}/{reader_language()}/campaigns/{slug}"


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "place_name": place_name,
    "step_name": step_name,
    "word_differences": word_differences,
    "offices_named": offices_named,
    "zones_named": zones_named,
    "languages_named": languages_named,
    "outcomes_named": outcomes_named,
    "public_page": public_page,
}

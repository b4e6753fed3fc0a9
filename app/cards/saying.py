"""What a share card says, as plain data for its template; and the hash by which a change is seen."""

import hashlib
import json
from functools import cache
from typing import Any, Final

from flask_babel import force_locale, gettext

from app.campaigns.document import CampaignDocument, PrisonerDocument
from app.campaigns.models import CardShape
from app.campaigns.rules import pitch_of, status_of
from app.cases.kinds import PrisonerStatus
from app.core.languages import LANGUAGES, direction, language_of, words_in
from app.deliveries.typesetting import TEMPLATES

SIZES: Final = {CardShape.WIDE: (1200, 630), CardShape.SQUARE: (1080, 1080)}
"""Width and height in pixels: what link previews are cut to (ogp.me has no size; 1.91 to 1 is usual), and a post."""
_LINES_WITHOUT_YEARS: Final = 8
_MOST_LINES: Final = 40
_MOST_NAMES: Final = 4
"""More would be too small to read in a link preview."""
_UNLIT: Final = (PrisonerStatus.EXECUTED, PrisonerStatus.DIED_IN_CUSTODY)
"""Whose light has no warmth, as on the campaign page."""
_DRAWN_OF: Final = ("card.typ", "faces.typ")

Saying = dict[str, Any]


def card_languages(campaign: CampaignDocument) -> list[str]:
    """Return the languages of the site that the campaign has words in; never none."""
    return [language for language in LANGUAGES if language in campaign.languages] or [LANGUAGES[0]]


def saying_of(campaign: CampaignDocument, language: str, shape: CardShape) -> Saying:
    """Return everything a card shows. Needs an application context, for the words of the site."""
    width, height = SIZES[shape]
    with force_locale(language):
        site, sample = gettext("Vigil"), gettext("Sample data")
    return {
        "language": language,
        "direction": direction(language),
        "width": width,
        "height": height,
        "names": names_of(campaign, language),
        "ask": words_in(pitch_of(campaign), language),
        "is_lit": status_of(campaign) not in _UNLIT,
        "hashtag": campaign.hashtag,
        "site": site,
        "sample": sample,
        "is_sample": campaign.is_sample,
        "lines": lines_of(campaign),
    }


def hash_of(saying: Saying) -> bytes:
    """Return the SHA-256 of what a card says together with how it is drawn."""
    content = json.dumps(saying, ensure_ascii=False, sort_keys=True) + drawing_hash()
    return hashlib.sha256(content.encode()).digest()


@cache
def drawing_hash() -> str:
    """Return a short hash of the drawing: a new version of it draws every card anew."""
    content = b"".join((TEMPLATES / name).read_bytes() for name in _DRAWN_OF)
    return hashlib.sha256(content).hexdigest()[:16]


def names_of(campaign: CampaignDocument, language: str) -> list[dict[str, str]]:
    """Return whom the campaign is for: one person in two scripts; a few one below the other; more by its title."""
    if not campaign.others:
        return _name(campaign.prisoner, language)
    texts = [each.names for each in campaign.prisoners]
    shown = texts if len(texts) <= _MOST_NAMES else [campaign.title]
    return [
        {"name": words_in(names, language), "direction": direction(language_of(names, language))} for names in shown
    ]


def _name(prisoner: PrisonerDocument, language: str) -> list[dict[str, str]]:
    """The name in the reader's script and in one more, as equals: the person's own, or else English."""
    other = prisoner.own_language if direction(prisoner.own_language) != direction(language) else "en"
    name = words_in(prisoner.names, language)
    written = [{"name": name, "direction": direction(language if language in prisoner.names else "en")}]
    second = prisoner.names.get(other, name)
    return written if second == name else [*written, {"name": second, "direction": direction(other)}]


def lines_of(campaign: CampaignDocument) -> int:
    """Return how many lines the emblem has: for one person, one for each full year in prison as last verified."""
    prisoner = campaign.prisoner
    if campaign.others:
        return _LINES_WITHOUT_YEARS
    since, verified = prisoner.detained_since or "", prisoner.last_verified or ""
    if prisoner.status != "detained" or not (since[:4].isdecimal() and verified[:4].isdecimal()):
        return _LINES_WITHOUT_YEARS
    begun = verified[5:7] < since[5:7]
    years = int(verified[:4]) - int(since[:4]) - begun
    return min(years, _MOST_LINES) if years > 0 else _LINES_WITHOUT_YEARS

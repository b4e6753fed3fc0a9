"""What a page is, said to machines (schema.org as JSON-LD). A data block: browsers run nothing of it."""

import json
from functools import partial
from typing import Any, Final

from flask import current_app, url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.campaigns.document import CampaignDocument, PrisonerDocument
from app.core.languages import words_in

_CONTEXT: Final = "https://schema.org"
_brief = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def site_schema(language: str, *, name: str) -> Markup:
    """Return the data block of the front page: the site, and who runs it."""
    home = _absolute(url_for("public.home", lang=language))
    publisher = {"@type": "Organization", "name": name, "url": home}
    return _written({"@type": "WebSite", "name": name, "url": home, "inLanguage": language, "publisher": publisher})


def campaign_schema(campaign: CampaignDocument, language: str, *, site: str) -> Markup:
    """Return the data block of a campaign's page.

    It says nothing that the page does not: whom it is about, by which names, and who runs it. Of sample data it
    names no organisation, since there is none.
    """
    people = [_person(each, language) for each in campaign.prisoners]
    page: dict[str, Any] = {
        "@type": "WebPage",
        "name": words_in(campaign.title, language),
        "description": words_in(campaign.petition.wording.ask, language),
        "url": _absolute(url_for("public.campaign", lang=language, slug=campaign.slug)),
        "inLanguage": language,
        "isPartOf": {"@type": "WebSite", "name": site, "url": _absolute(url_for("public.home", lang=language))},
        "about": people if len(people) > 1 else people[0],
    }
    if card := campaign.find_card(language):
        page["primaryImageOfPage"] = {
            "@type": "ImageObject",
            "url": _absolute(url_for("pictures.show", name=f"{card.digest}.png")),
            "width": card.width,
            "height": card.height,
        }
    if not campaign.is_sample:
        page["publisher"] = {"@type": "Organization", "name": words_in(campaign.organisation.name, language)}
    return _written(page)


def _person(prisoner: PrisonerDocument, language: str) -> dict[str, Any]:
    name = words_in(prisoner.names, language)
    others = [each for each in prisoner.names.values() if each != name]
    return {"@type": "Person", "name": name, "alternateName": others}


def _absolute(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def _written(thing: dict[str, Any]) -> Markup:
    """Write it so that no word of it can end the block."""
    return htmlsafe_json_dumps({"@context": _CONTEXT} | thing, dumps=_brief)

"""News to subscribe to, of one campaign or of all: Atom (RFC 4287) and JSON Feed 1.1, in each language."""

from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response
from flask_babel import gettext

from app.campaigns.document import CampaignDocument
from app.core.clock import utc_now
from app.core.languages import words_in
from app.web.addresses import full_url_for
from app.web.public.news import Entry, list_news
from app.web.public.syndication import Feed, to_atom, to_json_feed
from app.web.reading import reader

_MOST_ENTRIES = 50


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/feed.atom", "news_atom", news_atom)
    site.add_url_rule("/feed.json", "news_json", news_json)
    site.add_url_rule("/campaigns/<slug>/feed.atom", "campaign_atom", campaign_atom)
    site.add_url_rule("/campaigns/<slug>/feed.json", "campaign_json", campaign_json)


def news_atom(lang: str) -> Response:
    """News of all campaigns, for feed readers."""
    return _atom(_everything(lang, "public.news_atom"))


def news_json(lang: str) -> Response:
    """News of all campaigns, as JSON Feed."""
    return _json(_everything(lang, "public.news_json"))


def campaign_atom(lang: str, slug: str) -> Response:
    """News of one campaign, for feed readers."""
    return _atom(_of_campaign(lang, reader().board().get_campaign(slug), "public.campaign_atom"))


def campaign_json(lang: str, slug: str) -> Response:
    """News of one campaign, as JSON Feed."""
    return _json(_of_campaign(lang, reader().board().get_campaign(slug), "public.campaign_json"))


def _everything(lang: str, endpoint: str) -> Feed:
    entries = [entry for campaign in reader().board().campaigns for entry in _news_of(campaign, lang)]
    home = full_url_for("public.home", lang=lang)
    return Feed(
        id=uuid5(NAMESPACE_URL, home),
        title=gettext("Vigil: news of all campaigns"),
        author=gettext("Vigil"),
        language=lang,
        page=home,
        address=full_url_for(endpoint, lang=lang),
        entries=sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)[:_MOST_ENTRIES],
    )


def _of_campaign(lang: str, campaign: CampaignDocument, endpoint: str) -> Feed:
    return Feed(
        id=uuid5(campaign.id, lang),
        title=words_in(campaign.title, lang),
        author=words_in(campaign.organisation.name, lang),
        language=lang,
        page=full_url_for("public.campaign", lang=lang, slug=campaign.slug),
        address=full_url_for(endpoint, lang=lang, slug=campaign.slug),
        entries=_news_of(campaign, lang)[:_MOST_ENTRIES],
    )


def _news_of(campaign: CampaignDocument, lang: str) -> list[Entry]:
    return list_news(campaign, lang, updates=reader().updates(campaign), now=utc_now())


def _atom(feed: Feed) -> Response:
    return _readable_by_scripts(Response(to_atom(feed), mimetype="application/atom+xml"))


def _json(feed: Feed) -> Response:
    return _readable_by_scripts(Response(to_json_feed(feed), mimetype="application/feed+json"))


def _readable_by_scripts(response: Response) -> Response:
    """Feed readers in a browser are scripts of another site; there is nothing here that is not public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

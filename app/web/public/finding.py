"""The list of campaigns: search that forgives spelling, filters in the address, page by page."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from app.campaigns.document import CampaignDocument
from app.campaigns.queries import list_matching
from app.campaigns.searching import Choice, Wanted, contains_words, list_choices, search_words, select_wanted
from app.core.db import unit_of_work
from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader

PAGE_SIZE: Final = 20
FILTERS: Final = ("status", "country", "prison", "theme", "organisation")
_VALUE_LENGTH: Final = 100


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/", "campaigns", index)


def index(lang: str) -> Response:  # noqa: ARG001 - the path's language is taken by the site
    """Every public campaign, or those that somebody looks for."""
    wanted = _wanted()
    everything = reader().board().campaigns
    found = select_wanted(_search(everything, wanted.words), wanted)
    found = found if wanted.words else by_need(found)
    shown, following = _cut(found, request.args.get("after", ""))
    page = render_template(
        "public/campaigns/index.html",
        cards=cards_of(shown),
        wanted=wanted,
        choices=_choices(everything),
        found_count=len(found),
        following=following,
    )
    answer = make_response(page)
    if not wanted.is_open or "after" in request.args:
        answer.headers["X-Robots-Tag"] = "noindex, follow"
    return answer


def _wanted() -> Wanted:
    """Read the address. What no list has is looked for all the same, and finds nothing."""
    chosen = {name: request.args.get(name, "")[:_VALUE_LENGTH] for name in FILTERS}
    return Wanted(words=" ".join(request.args.get("q", "")[:_VALUE_LENGTH].split()), **chosen)


def _search(campaigns: list[CampaignDocument], typed: str) -> list[CampaignDocument]:
    """Return the campaigns that the words mean, the likeliest first; by memory while the database is away."""
    words = search_words(typed)
    if not words:
        return [] if typed else campaigns
    try:
        with unit_of_work() as session:
            ranks = {found: rank for rank, found in enumerate(list_matching(session, words))}
    except SQLAlchemyError:
        return [campaign for campaign in campaigns if contains_words(campaign, words)]
    return sorted((each for each in campaigns if each.id in ranks), key=lambda campaign: ranks[campaign.id])


def _choices(campaigns: list[CampaignDocument]) -> dict[str, list[Choice]]:
    return {facet: list_choices(campaigns, facet) for facet in FILTERS}


def _cut(found: list[CampaignDocument], after: str) -> tuple[list[CampaignDocument], str | None]:
    """Return one page of a list, beginning after the campaign with that id, and the id that the next begins after."""
    ids = [str(campaign.id) for campaign in found]
    begins = ids.index(after) + 1 if after in ids else 0
    shown = found[begins : begins + PAGE_SIZE]
    has_more = begins + PAGE_SIZE < len(found)
    return shown, str(shown[-1].id) if has_more else None

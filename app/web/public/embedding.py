"""The one page that others may frame: a name, the count, and the way to sign here. Nothing is typed into it."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, url_for

from app.campaigns.rules import standing_of
from app.core.clock import utc_now
from app.petitions.rules import next_milestone
from app.web.reading import reader
from app.web.templating import addresses_of

_MAY_BE_FRAMED: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none';"
        " frame-ancestors *; base-uri 'none'"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/embed/<slug>", "embed", embed)


def embed(lang: str, slug: str) -> Response:
    """A campaign for other people's pages."""
    board = reader().board()
    campaign = board.get_campaign(slug)
    tally, petition = board.tally_of(campaign), campaign.petition
    standing = standing_of(campaign, now=utc_now())
    page = render_template(
        "public/campaigns/embed.html",
        **addresses_of(url_for("public.campaign", lang=lang, slug=slug)),
        campaign=campaign,
        tally=tally,
        standing=standing,
        state=standing.opening,
        next_milestone=next_milestone(tally.confirmed, milestones=petition.milestones, goal=petition.goal),
    )
    answer = make_response(page)
    answer.headers.update(_MAY_BE_FRAMED)
    return answer

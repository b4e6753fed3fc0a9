"""Where signatories live: a map, and the table that says the same."""

from flask import Blueprint, render_template

from app.web.public.world import STEPS, draw
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/<slug>/countries", "countries", show)


def show(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """The figures of the last day on which they were made."""
    campaign = reader().board().get_campaign(slug)
    figures = reader().countries(campaign)
    return render_template(
        "public/campaigns/countries.html",
        campaign=campaign,
        figures=figures,
        map=draw(figures.shown if figures else {}),
        steps=STEPS,
    )

"""The page of an organisation: who they are, and what they campaign for."""

from flask import Blueprint, render_template

from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/organisations/<slug>", "organisation", show)


def show(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """The organisation, and its campaigns."""
    board = reader().board()
    campaigns = board.list_campaigns(lambda campaign: campaign.organisation.slug == slug)
    organisation = campaigns[0].organisation
    return render_template(
        "public/organisations/show.html", organisation=organisation, cards=cards_of(by_need(campaigns))
    )

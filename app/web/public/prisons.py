"""The page of a prison: who is held there, as far as somebody campaigns for them."""

from flask import Blueprint, render_template

from app.campaigns.document import CampaignDocument, PrisonDocument
from app.campaigns.searching import prisons_of
from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/prisons/<slug>", "prison", show)


def show(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """The prison, and the campaigns for people held in it."""
    board = reader().board()
    campaigns = board.list_campaigns(lambda campaign: _find_prison(campaign, slug) is not None)
    prison = _find_prison(campaigns[0], slug)
    return render_template("public/prisons/show.html", prison=prison, cards=cards_of(by_need(campaigns)))


def _find_prison(campaign: CampaignDocument, slug: str) -> PrisonDocument | None:
    return next((prison for prison in prisons_of(campaign) if prison.slug == slug), None)

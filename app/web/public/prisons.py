"""The page of a prison: who is held there, as far as somebody campaigns for them."""

from flask import Blueprint, render_template

from app.campaigns.document import CampaignDocument
from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/prisons/<slug>", "prison", show)


def show(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """The prison, and the campaigns for people held in it."""
    board = reader().board()
    campaigns = board.list_campaigns(lambda campaign: _held_in(campaign) == slug)
    prison = campaigns[0].prisoner.prison
    return render_template("public/prisons/show.html", prison=prison, cards=cards_of(by_need(campaigns)))


def _held_in(campaign: CampaignDocument) -> str | None:
    prison = campaign.prisoner.prison
    return prison.slug if prison else None

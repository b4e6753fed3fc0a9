"""The page of a memorial: the dead whom a case goes back to."""

from flask import Blueprint, render_template
from markupsafe import Markup

from app.core.languages import words_in
from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/memorials/<slug>", "memorial", show)


def show(lang: str, slug: str) -> str:
    """What is remembered, each figure with who states it, and the campaigns that go back to it."""
    board = reader().board()
    memorial = board.get_memorial(slug)
    campaigns = [campaign for campaign in board.campaigns if slug in {each.slug for each in campaign.memorials}]
    return render_template(
        "public/memorials/show.html",
        memorial=memorial,
        text_html=Markup(words_in(memorial.text, lang)),  # noqa: S704 - cleaned when it was published
        cards=cards_of(by_need(campaigns)),
    )

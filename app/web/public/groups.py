"""The page of a group of prisoners, named no further than its source names them."""

from flask import Blueprint, render_template
from markupsafe import Markup

from app.core.languages import words_in
from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/groups/<slug>", "group", show)


def show(lang: str, slug: str) -> str:
    """What the source says of the group, and the campaigns for people of it."""
    board = reader().board()
    group = board.get_group(slug)
    campaigns = [campaign for campaign in board.campaigns if slug in {each.slug for each in campaign.groups}]
    return render_template(
        "public/groups/show.html",
        group=group,
        description_html=Markup(words_in(group.description, lang)),  # noqa: S704 - cleaned when it was published
        cards=cards_of(by_need(campaigns)),
    )

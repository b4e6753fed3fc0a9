"""The page of a prisoner: the documented case, whoever campaigns."""

from flask import Blueprint, render_template

from app.web.people import person_of, tell
from app.web.public.campaigns import by_need, cards_of
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/prisoners/<slug>", "prisoner", show)


def show(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """Who this is, what is known, and what can be done."""
    board = reader().board()
    campaigns = board.list_campaigns(lambda campaign: any(each.slug == slug for each in campaign.prisoners))
    prisoner = next(each for each in campaigns[0].prisoners if each.slug == slug)
    return render_template(
        "public/prisoners/show.html",
        person=person_of(prisoner),
        told=tell([prisoner]),
        campaigns=campaigns,
        cards=cards_of(by_need(campaigns)),
    )

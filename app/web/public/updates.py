"""Updates of a campaign: all of them, and the page of one."""

from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from app.core.errors import NotFound
from app.core.languages import words_in
from app.web.reading import reader
from app.web.templating import addresses_of


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/campaigns/<slug>/updates/", "updates", index)
    site.add_url_rule("/campaigns/<slug>/updates/<int:number>", "update", show)


def index(lang: str, slug: str) -> str:  # noqa: ARG001 - the path's language is taken by the site
    """Every update, the newest first."""
    campaign = reader().board().get_campaign(slug)
    return render_template("public/updates/index.html", campaign=campaign, updates=reader().updates(campaign))


def show(lang: str, slug: str, number: int) -> str:
    """One update, in the reader's language or marked as in another."""
    campaign = reader().board().get_campaign(slug)
    update = next((each for each in reader().updates(campaign) if each.number == number), None)
    if update is None:
        raise NotFound("no such update")
    own_address = url_for("public.update", lang=lang, slug=slug, number=number)
    return render_template(
        "public/updates/show.html",
        **addresses_of(own_address) | {"written_in": update.languages},
        campaign=campaign,
        update=update,
        html=Markup(words_in(update.html, lang)),  # noqa: S704 - cleaned when it was published
    )

"""How the organisation is called and described."""

from flask import Blueprint, Response, flash, g, make_response, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.accounts.members import change_organisation
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.languages import LANGUAGES, OWN_NAMES
from app.web.console.guard import needs_role
from app.web.console.shapes import is_line, is_paragraph
from app.web.console.surroundings import go_to, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/settings", "settings", show, methods=["GET"])
    site.add_url_rule("/settings", "settings_save", save, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor) -> str:  # noqa: ARG001
    """Show name and description in every language."""
    return _page(g.organisation.name, g.organisation.about, {})


@needs_role(OrganisationRole.OWNER, second_factor=True)
def save(actor: Actor) -> Response:
    """Save them; a language left empty is left out."""
    name = {language: words for language in LANGUAGES if (words := typed(f"name-{language}"))}
    about = {language: words for language in LANGUAGES if (words := typed(f"about-{language}").replace("\r\n", "\n"))}
    if errors := _complaints(name, about):
        return make_response(_page(name, about, errors), 422)
    with unit_of_work() as session:
        change_organisation(session, actor, name=name, about=about, now=utc_now())
    flash(gettext("Saved. Public pages show it when a campaign is next published."))
    return go_to("organiser.settings")


def _complaints(name: dict[str, str], about: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not name:
        errors["name-en"] = gettext("An organisation has a name in at least one language.")
    for language, words in name.items():
        if not is_line(words):
            errors[f"name-{language}"] = gettext("A name is one line of at most 120 characters.")
    for language, words in about.items():
        if not is_paragraph(words):
            errors[f"about-{language}"] = gettext("That is too long: at most 3,000 characters.")
    return errors


def _page(name: dict[str, str], about: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "organiser/settings.html", name=name, about=about, errors=errors,
        languages=[(code, OWN_NAMES[code]) for code in LANGUAGES],
    )  # fmt: skip

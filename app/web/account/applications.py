"""Applying for an organisation: open to everybody, decided by staff."""

from flask import Blueprint, Response, g, make_response, render_template
from flask_babel import gettext

from app.accounts.applying import apply
from app.accounts.errors import TooManyTries
from app.accounts.kinds import CONSOLE_LANGUAGES
from app.accounts.security import credentials
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.account.sentences import EMAIL_WRONG, wait_sentence
from app.web.console.guard import open_to_all
from app.web.console.shapes import is_email, is_line, is_paragraph, is_web_address
from app.web.console.surroundings import go_to, network, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/apply", "apply", ask, methods=["GET"])
    site.add_url_rule("/apply", "apply_send", take, methods=["POST"])
    site.add_url_rule("/apply/received", "apply_received", say_received, methods=["GET"])


@open_to_all()
def ask() -> str:
    """Ask who would like to run campaigns."""
    return _page({"language": g.lang}, {})


@open_to_all()
def take() -> Response:
    """Keep the application for staff."""
    fields = {name: typed(name) for name in ("name", "website", "about", "email", "language")}
    if errors := _complaints(fields):
        return make_response(_page(fields, errors), 422)
    try:
        with unit_of_work() as session:
            apply(session, credentials(), **fields, network=network(), now=utc_now())
    except TooManyTries as refusal:
        return make_response(_page(fields, {"name": wait_sentence(refusal.wait_seconds)}), 429)
    return go_to("account.apply_received")


@open_to_all()
def say_received() -> str:
    """Say what happens next."""
    return render_template("account/apply_received.html")


def _complaints(fields: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not is_line(fields["name"]):
        errors["name"] = gettext("Write the name of your organisation in one line.")
    if fields["website"] and not is_web_address(fields["website"]):
        errors["website"] = gettext("A web address begins with https:// – or leave it open.")
    if not fields["about"] or not is_paragraph(fields["about"]):
        errors["about"] = gettext("Say in at most 3,000 characters who you are and for whom you would campaign.")
    if not is_email(fields["email"]):
        errors["email"] = str(EMAIL_WRONG)
    if fields["language"] not in CONSOLE_LANGUAGES:
        errors["language"] = gettext("Choose a language of the list.")
    return errors


def _page(fields: dict[str, str], errors: dict[str, str]) -> str:
    return render_template("account/apply.html", fields=fields, errors=errors)

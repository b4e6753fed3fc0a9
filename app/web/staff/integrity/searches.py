"""Searching signatures: a question is left to the workers, whose answer has ids and states and nothing else."""

from typing import cast
from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import get_locale, gettext

from app.accounts.actor import Actor
from app.core.clock import day_of, utc_now
from app.core.crypto import PublicKeys
from app.core.db import unit_of_work
from app.core.languages import words_in
from app.core.limits import EMAIL_LENGTH
from app.core.settings import Settings
from app.core.text import has_control_characters
from app.integrity.errors import NothingAsked
from app.integrity.queries import list_watched
from app.integrity.searching import HITS_SHOWN, Question, ask_search, get_search
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_email
from app.web.console.surroundings import go_to, typed
from app.web.staff.integrity.conditions import read_conditions
from app.web.staff.integrity.sentences import WORDS, country_choices


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/integrity/search", "integrity_search", form, methods=["GET"])
    site.add_url_rule("/integrity/search", "integrity_searched", ask, methods=["POST"])
    site.add_url_rule("/integrity/search/<uuid:search_id>", "integrity_answer", show, methods=["GET"])


@needs_staff()
def form(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """Show what can be searched for; of an address that is passed on, nothing typed is read."""
    given = read_conditions(request.args)
    return _form(given.fields | {"petition": request.args.get("petition", ""), "typed": ""}, {})


@needs_staff(fresh=True)
def ask(actor: Actor) -> Response:
    """Leave a question to the workers. It is posted, so that what is typed stands in no address and no log."""
    given = read_conditions(request.form)
    fields = given.fields | {"petition": typed("petition"), "typed": typed("typed")}
    errors = given.errors | _check(fields["typed"])
    with unit_of_work() as session:
        petitions = {str(each.petition_id) for each in list_watched(session)}
    if fields["petition"] and fields["petition"] not in petitions:
        errors["petition"] = gettext("Choose a petition of the list.")
    if errors:
        return make_response(_form(fields, errors), 422)
    question = Question(
        typed=fields["typed"], petition_id=UUID(fields["petition"]) if fields["petition"] else None,
        country=given.conditions.country, hour_from=given.conditions.hour_from, hour_to=given.conditions.hour_to,
    )  # fmt: skip
    now = utc_now()
    try:
        with unit_of_work() as session:
            search = ask_search(session, actor, question, _public_keys(), now=now, today=day_of(now))
    except NothingAsked:
        errors["typed"] = gettext("Write an address or a mail domain, or choose a country or hours.")
        return make_response(_form(fields, errors), 422)
    return go_to("staff.integrity_answer", search_id=search.id)


@needs_staff()
def show(actor: Actor, search_id: UUID) -> str:
    """Show the answer to one's own question, once there is one."""
    with unit_of_work() as session:
        search = get_search(session, search_id, asked_by=actor.account_id)
        titles = {str(each.petition_id): each.title for each in list_watched(session)}
    return render_template(
        "staff/integrity/answer.html", search=search, titles=titles, hits=search.hits.get("signatures", ()),
        hits_shown=HITS_SHOWN, **WORDS,
    )  # fmt: skip


def _check(text: str) -> dict[str, str]:
    local, _, domain = text.rpartition("@")
    is_one = not text or is_email(text if local else f"somebody@{domain}")
    if not is_one or len(text) > EMAIL_LENGTH or has_control_characters(text):
        return {"typed": gettext("That is neither an email address nor a mail domain. Check it for typing errors.")}
    return {}


def _form(fields: dict[str, str], errors: dict[str, str]) -> str:
    language = str(get_locale())
    with unit_of_work() as session:
        petitions = [(str(each.petition_id), words_in(each.title, language)) for each in list_watched(session)]
    return render_template(
        "staff/integrity/search.html", petitions=petitions, fields=fields, errors=errors,
        countries=country_choices(language), **WORDS,
    )  # fmt: skip


def _public_keys() -> PublicKeys:
    """The half of the key folder that the console may read: it can seal and never open."""
    settings = cast(Settings, current_app.extensions["vigil.settings"])
    keys: PublicKeys = current_app.extensions.setdefault("vigil.public_keys", PublicKeys(settings.keys))
    return keys

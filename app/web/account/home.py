"""The account's own page: organisations, language, sessions."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from app.accounts.actor import Actor
from app.accounts.factors import has_second_factor
from app.accounts.kinds import CONSOLE_LANGUAGES
from app.accounts.queries import get_account
from app.accounts.sessions import list_sessions, revoke_all_sessions, revoke_session
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.console.guard import needs_account
from app.web.console.signed_in import get_signed_in
from app.web.console.surroundings import go_to, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/", "home", show, methods=["GET"])
    site.add_url_rule("/language", "language", change_language, methods=["POST"])
    site.add_url_rule("/sessions/<uuid:session_id>/revoke", "session_revoke", revoke, methods=["POST"])
    site.add_url_rule("/sessions/revoke-others", "sessions_revoke_others", revoke_others, methods=["POST"])


@needs_account()
def show(actor: Actor) -> str:
    """Show what belongs to this person."""
    with unit_of_work() as session:
        account = get_account(session, actor.account_id)
        sessions = list_sessions(session, account.id, now=utc_now())
        has_factor = has_second_factor(session, account)
    return render_template("account/home.html", account=account, sessions=sessions, has_factor=has_factor)


@needs_account()
def change_language(actor: Actor) -> Response:
    """Speak another language from now on, in pages and mails."""
    if (language := typed("language")) not in CONSOLE_LANGUAGES:
        raise BadRequest
    with unit_of_work() as session:
        get_account(session, actor.account_id).language = language
    return go_to("account.home")


@needs_account()
def revoke(actor: Actor, session_id: UUID) -> Response:
    """End one session of the account."""
    with unit_of_work() as session:
        revoke_session(session, session_id, account_id=actor.account_id, now=utc_now())
    flash(gettext("That browser is signed out."))
    return go_to("account.home")


@needs_account()
def revoke_others(actor: Actor) -> Response:
    """End every session but this one."""
    who = get_signed_in()
    with unit_of_work() as session:
        revoke_all_sessions(session, actor.account_id, but=who.session_id, now=utc_now())
    flash(gettext("Every other browser is signed out."))
    return go_to("account.home")

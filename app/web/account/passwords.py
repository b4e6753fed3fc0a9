"""Changing a password; a forgotten one is set anew by a mailed link."""

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.errors import LinkExpired, LinkUsed, TooManyTries
from app.accounts.passwords import ask_for_reset, change_password, get_reset, reset_password
from app.accounts.rules import complain_of_password
from app.accounts.security import credentials
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.web.account.sentences import PASSWORDS, wait_sentence
from app.web.console.guard import needs_account, open_to_all
from app.web.console.signed_in import get_signed_in
from app.web.console.surroundings import go_to, network, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/password", "password", ask_new, methods=["GET"])
    site.add_url_rule("/password", "password_change", take_new, methods=["POST"])
    site.add_url_rule("/forgotten", "forgotten", ask_address, methods=["GET"])
    site.add_url_rule("/forgotten", "forgotten_send", take_address, methods=["POST"])
    site.add_url_rule("/forgotten/sent", "forgotten_sent", say_sent, methods=["GET"])
    site.add_url_rule("/reset/<token>", "reset", ask_reset, methods=["GET"])
    site.add_url_rule("/reset/<token>", "reset_take", take_reset, methods=["POST"])


@needs_account(fresh=True)
def ask_new(actor: Actor) -> str:  # noqa: ARG001
    """Ask for a new password."""
    return render_template("account/password.html", error="")


@needs_account(fresh=True)
def take_new(actor: Actor) -> Response:
    """Change the password; other browsers are signed out."""
    who, password = get_signed_in(), request.form.get("password", "")
    if complaint := complain_of_password(password, email=who.email):
        return make_response(render_template("account/password.html", error=str(PASSWORDS[complaint])), 422)
    with unit_of_work() as session:
        change_password(
            session, credentials(), actor, password=password, session_id=who.session_id, now=utc_now()
        )  # fmt: skip
    flash(gettext("The password was changed, and every other browser signed out."))
    return go_to("account.home")


@open_to_all()
def ask_address() -> str:
    """Ask whose password was forgotten."""
    return render_template("account/forgotten.html", error="", email="")


@open_to_all()
def take_address() -> Response:
    """Have a link mailed, if there is an account; the answer is the same."""
    email = typed("email")
    try:
        with unit_of_work() as session:
            ask_for_reset(session, credentials(), email=email, network=network(), now=utc_now())
    except TooManyTries as refusal:
        error = wait_sentence(refusal.wait_seconds)
        return make_response(render_template("account/forgotten.html", error=error, email=email), 429)
    return go_to("account.forgotten_sent")


@open_to_all()
def say_sent() -> str:
    """Say that a mail is on its way."""
    return render_template("account/forgotten_sent.html")


@open_to_all()
def ask_reset(token: str) -> Response:
    """Ask for a new password, by a link that was mailed."""
    try:
        with unit_of_work() as session:
            get_reset(session, token, now=utc_now())
    except (NotFound, LinkUsed, LinkExpired):
        return _gone()
    return make_response(render_template("account/reset.html", token=token, error=""))


@open_to_all()
def take_reset(token: str) -> Response:
    """Set the new password; every browser is signed out."""
    password = request.form.get("password", "")
    try:
        with unit_of_work() as session:
            _reset, account = get_reset(session, token, now=utc_now())
            complaint = complain_of_password(password, email=account.email)
            if complaint is None:
                reset_password(session, credentials(), token, password=password, now=utc_now())
    except (NotFound, LinkUsed, LinkExpired):
        return _gone()
    if complaint is not None:
        page = render_template("account/reset.html", token=token, error=str(PASSWORDS[complaint]))
        return make_response(page, 422)
    flash(gettext("The new password is set. Sign in with it."))
    return go_to("account.sign_in")


def _gone() -> Response:
    return make_response(render_template("account/link_gone.html", kind="reset"), 410)

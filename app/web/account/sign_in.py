"""Signing in with address and password, and out again."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import lazy_gettext

from app.accounts.actor import Actor
from app.accounts.errors import TooManyTries
from app.accounts.passkeys import offer_authentication
from app.accounts.security import credentials
from app.accounts.sessions import revoke_session
from app.accounts.signing_in import count_sign_in, sign_in
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.account.ceremonies import keep_challenge
from app.web.account.sentences import wait_sentence
from app.web.console.guard import needs_account, open_to_all
from app.web.console.signed_in import forget_token, get_signed_in, keep_token, signed_in
from app.web.console.surroundings import go_on, go_to, network, next_path, typed

_WRONG: Final = lazy_gettext("That address and password do not belong together. Check both, or set a new password.")


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/sign-in", "sign_in", ask, methods=["GET"])
    site.add_url_rule("/sign-in", "take_password", take_password, methods=["POST"])
    site.add_url_rule("/sign-out", "sign_out", leave, methods=["POST"])


@open_to_all()
def ask() -> Response:
    """Ask for address and password, or a passkey. Whoever is signed in is led on."""
    who = signed_in()
    if who is not None:
        return go_to("account.second_factor", next=next_path() or None) if who.waits_for_second_factor else go_on()
    return make_response(_page())


@open_to_all(while_read_only=True)
def take_password() -> Response:
    """Sign in, or say that the two do not belong together: the same words for any address."""
    email, password, now = typed("email"), request.form.get("password", ""), utc_now()
    try:
        with unit_of_work() as session:
            count_sign_in(session, credentials(), email=email, network=network(), now=now)
    except TooManyTries as refusal:
        return make_response(_page(error=wait_sentence(refusal.wait_seconds), email=email), 429)
    with unit_of_work() as session:
        opened = sign_in(session, credentials(), email=email, password=password, now=now)
    if opened is None:
        return make_response(_page(error=str(_WRONG), email=email), 422)
    keep_token(opened[1])
    return go_to("account.second_factor", next=next_path() or None)


@needs_account(while_read_only=True)
def leave(actor: Actor) -> Response:
    """End this session here and on the server."""
    who = get_signed_in()
    with unit_of_work() as session:
        revoke_session(session, who.session_id, account_id=actor.account_id, now=utc_now())
    forget_token()
    return go_to("account.sign_in")


def _page(*, error: str = "", email: str = "") -> str:
    with unit_of_work() as session:
        options, challenge = offer_authentication(session, credentials())
    keep_challenge(challenge)
    return render_template(
        "account/sign_in.html", error=error, email=email, next_path=next_path(), passkey_options=options
    )  # fmt: skip

"""Answers of passkeys: to sign in, to complete it, to prove again; and adding and removing them.

The browser's answer comes in a hidden field of an ordinary form, filled in by a script: nothing here speaks JSON.
"""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.errors import LastSecondFactor, PasskeyRefused, TooManyTries
from app.accounts.passkeys import (
    add_passkey,
    offer_registration,
    prove_with_passkey,
    remove_passkey,
    sign_in_with_passkey,
)
from app.accounts.security import credentials
from app.accounts.signing_in import count_sign_in
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.text import tidy, without_control_characters
from app.web.account.ceremonies import keep_challenge, take_challenge
from app.web.account.sentences import PASSKEY_WRONG, wait_sentence
from app.web.console.guard import needs_account, open_to_all
from app.web.console.signed_in import get_signed_in, keep_token, signed_in
from app.web.console.surroundings import go_on, go_to, network, next_path, typed

_NAME_LENGTH: Final = 60


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/sign-in/passkey", "sign_in_passkey", sign_in, methods=["POST"])
    site.add_url_rule("/second-factor/passkey", "second_factor_passkey", complete, methods=["POST"])
    site.add_url_rule("/passkeys/add", "passkey_add", ask_new, methods=["GET"])
    site.add_url_rule("/passkeys/add", "passkey_keep", keep_new, methods=["POST"])
    site.add_url_rule("/passkeys/<uuid:passkey_id>/remove", "passkey_remove", remove, methods=["POST"])


@open_to_all(while_read_only=True)
def sign_in() -> Response:
    """Sign in with a passkey alone: it is both factors."""
    now = utc_now()
    try:
        with unit_of_work() as session:
            count_sign_in(session, credentials(), email=None, network=network(), now=now)
        with unit_of_work() as session:
            _opened, token = sign_in_with_passkey(
                session, credentials(), answer=request.form.get("credential", ""), challenge=take_challenge(), now=now
            )
    except TooManyTries as refusal:
        return _back("account.sign_in", wait_sentence(refusal.wait_seconds))
    except PasskeyRefused:
        return _back("account.sign_in", str(PASSKEY_WRONG))
    keep_token(token)
    return go_on()


@open_to_all(while_read_only=True)
def complete() -> Response:
    """Complete signing in with a passkey, or prove again with one."""
    who = signed_in()
    if who is None:
        return go_to("account.sign_in")
    try:
        with unit_of_work() as session:
            prove_with_passkey(
                session, credentials(), who.session_id, answer=request.form.get("credential", ""),
                challenge=take_challenge(), now=utc_now(),
            )  # fmt: skip
    except PasskeyRefused:
        return _back("account.second_factor" if who.waits_for_second_factor else "account.prove", str(PASSKEY_WRONG))
    return go_on()


@needs_account(fresh=True)
def ask_new(actor: Actor) -> str:
    """Offer to make a passkey."""
    return _new_page(actor)


@needs_account(fresh=True)
def keep_new(actor: Actor) -> Response:
    """Keep a passkey that the browser made."""
    who = get_signed_in()
    name = tidy(without_control_characters(typed("name")))[:_NAME_LENGTH] or gettext("Passkey")
    try:
        with unit_of_work() as session:
            codes = add_passkey(
                session, credentials(), actor, answer=request.form.get("credential", ""),
                challenge=take_challenge(), name=name, session_id=who.session_id, now=utc_now(),
            )  # fmt: skip
    except PasskeyRefused:
        return make_response(_new_page(actor, error=str(PASSKEY_WRONG), name=typed("name")), 422)
    flash(gettext("The passkey was added."))
    if codes:
        return make_response(render_template("account/recovery_codes.html", codes=codes))
    return go_to("account.second_factors")


@needs_account(fresh=True)
def remove(actor: Actor, passkey_id: UUID) -> Response:
    """Forget a passkey."""
    try:
        with unit_of_work() as session:
            remove_passkey(session, actor, passkey_id, now=utc_now())
    except LastSecondFactor:
        return _back("account.second_factors", gettext("Staff always have a second factor: add another one first."))
    flash(gettext("The passkey was removed."))
    return go_to("account.second_factors")


def _new_page(actor: Actor, *, error: str = "", name: str = "") -> str:
    with unit_of_work() as session:
        options, challenge = offer_registration(session, credentials(), actor)
    keep_challenge(challenge)
    return render_template("account/passkey_add.html", error=error, name=name, passkey_options=options)


def _back(endpoint: str, words: str) -> Response:
    flash(words, "error")
    return go_to(endpoint, next=next_path() or None)

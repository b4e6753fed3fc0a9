"""The second factor after the password, and proving again before something dangerous."""

from collections.abc import Callable, Sequence
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app.accounts.actor import Actor
from app.accounts.errors import TooManyTries
from app.accounts.passkeys import list_passkeys, offer_authentication
from app.accounts.security import Credentials, credentials
from app.accounts.signing_in import count_code, give_second_factor, prove_again
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.account.ceremonies import keep_challenge
from app.web.account.sentences import CODE_WRONG, wait_sentence
from app.web.console.guard import needs_account, open_to_all
from app.web.console.signed_in import SignedIn, get_signed_in, signed_in
from app.web.console.surroundings import go_on, go_to, next_path, typed

Check = Callable[[Session, Credentials, SignedIn], bool]
Kept = Sequence[tuple[str, str]]
ON_THE_WAY: Final = "proof_on_the_way"
"""The field in which a form that came too late carries its proof when it comes again."""
_NOT_KEPT: Final = (ON_THE_WAY, "csrf_token", "credential")


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/second-factor", "second_factor", ask_code, methods=["GET"])
    site.add_url_rule("/second-factor", "take_code", take_code, methods=["POST"])
    site.add_url_rule("/prove", "prove", ask_proof, methods=["GET"])
    site.add_url_rule("/prove", "take_proof", take_proof, methods=["POST"])


@open_to_all()
def ask_code() -> Response:
    """Ask for the second factor of whoever gave the password; the others are led on."""
    who = signed_in()
    if who is None:
        return go_to("account.sign_in")
    return make_response(_page(who, "account/second_factor.html")) if who.waits_for_second_factor else go_on()


@open_to_all(while_read_only=True)
def take_code() -> Response:
    """Complete signing in with a code."""
    who = signed_in()
    if who is None:
        return go_to("account.sign_in")
    return _take(
        who,
        lambda session, tools, who: give_second_factor(
            session, tools, who.session_id, code=typed("code"), now=utc_now()
        ),
        template="account/second_factor.html",
    )


@needs_account()
def ask_proof(actor: Actor) -> Response:  # noqa: ARG001
    """Ask whether it is still the same person."""
    who = get_signed_in()
    return make_response(_page(who, "account/prove.html"))


@needs_account(while_read_only=True)
def take_proof(actor: Actor) -> Response:  # noqa: ARG001
    """Make the session fresh again."""
    who = get_signed_in()
    return _take(
        who,
        lambda session, tools, who: prove_again(session, tools, who.session_id, proof=typed("code"), now=utc_now()),
        template="account/prove.html",
    )


def prove_on_the_way() -> Response | None:
    """Take the proof that a posted form brought, or ask for it on a page that keeps all that was typed.

    None where it is right: the form then goes on to its view, and nothing has to be written or pressed again.
    """
    who = get_signed_in()
    if ON_THE_WAY not in request.form:
        return make_response(_page(who, "account/prove.html", kept=_kept()), 422)
    return _refuse(
        who,
        lambda session, tools, who: prove_again(session, tools, who.session_id, proof=typed(ON_THE_WAY), now=utc_now()),
        template="account/prove.html",
        kept=_kept(),
    )


def _kept() -> Kept:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_KEPT]


def _page_above() -> str:
    """Return the nearest page above the address of a form: that is where it was pressed."""
    addresses, path = current_app.url_map.bind("localhost"), request.path
    while path:
        try:
            addresses.match(path, "GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return ""


def _take(who: SignedIn, check: Check, *, template: str) -> Response:
    return _refuse(who, check, template=template) or go_on()


def _refuse(who: SignedIn, check: Check, *, template: str, kept: Kept | None = None) -> Response | None:
    """Say what is wrong with a code; None where it is right."""
    try:
        with unit_of_work() as session:
            count_code(session, credentials(), account_id=who.account_id, now=utc_now())
    except TooManyTries as refusal:
        return make_response(_page(who, template, error=wait_sentence(refusal.wait_seconds), kept=kept), 429)
    with unit_of_work() as session:
        is_right = check(session, credentials(), who)
    return None if is_right else make_response(_page(who, template, error=str(CODE_WRONG), kept=kept), 422)


def _page(who: SignedIn, template: str, *, error: str = "", kept: Kept | None = None) -> str:
    options = None
    with unit_of_work() as session:
        if list_passkeys(session, who.account_id):
            options, challenge = offer_authentication(session, credentials(), who.account_id)
            keep_challenge(challenge)
    return render_template(
        template, error=error, next_path=next_path() if kept is None else _page_above(), passkey_options=options,
        who=who, kept=kept, on_the_way=ON_THE_WAY,
    )  # fmt: skip

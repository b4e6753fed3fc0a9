"""Second factors: what there is, setting up an app, recovery codes."""

from io import BytesIO
from typing import Final

import segno
from flask import Blueprint, Response, flash, make_response, render_template
from flask import session as cookie
from flask_babel import gettext
from markupsafe import Markup

from app.accounts.actor import Actor
from app.accounts.errors import LastSecondFactor, WrongCredentials
from app.accounts.factors import count_recovery_codes, note_change, remove_totp, renew_recovery_codes, set_up_totp
from app.accounts.passkeys import list_passkeys
from app.accounts.queries import get_account
from app.accounts.security import credentials
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.account.sentences import CODE_WRONG
from app.web.console.guard import needs_account
from app.web.console.signed_in import signed_in
from app.web.console.surroundings import go_to, next_path, typed

_SECRET: Final = "totp"  # noqa: S105 - a key of the cookie; the secret in it is sealed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/second-factors", "second_factors", show, methods=["GET"])
    site.add_url_rule("/second-factors/app", "totp", ask_code, methods=["GET"])
    site.add_url_rule("/second-factors/app", "totp_set_up", take_code, methods=["POST"])
    site.add_url_rule("/second-factors/app/remove", "totp_remove", remove, methods=["POST"])
    site.add_url_rule("/second-factors/recovery-codes", "recovery_codes", renew_codes, methods=["POST"])


@needs_account()
def show(actor: Actor) -> str:
    """Show the second factors of the account."""
    with unit_of_work() as session:
        account = get_account(session, actor.account_id)
        passkeys, codes_left = list_passkeys(session, account.id), count_recovery_codes(session, account)
    return render_template(
        "account/second_factors.html", account=account, passkeys=passkeys, codes_left=codes_left, next_path=next_path()
    )  # fmt: skip


@needs_account(fresh=True)
def ask_code(actor: Actor) -> str:
    """Show a new secret to be scanned."""
    cookie[_SECRET] = credentials().new_totp_secret()
    return _page(actor)


@needs_account(fresh=True)
def take_code(actor: Actor) -> Response:
    """Set the app up once it shows a right code."""
    who, sealed = signed_in(), cookie.get(_SECRET)
    if who is None or not isinstance(sealed, str):
        return go_to("account.totp")
    try:
        with unit_of_work() as session:
            codes = set_up_totp(
                session, credentials(), actor, sealed=sealed, code=typed("code"), session_id=who.session_id,
                now=utc_now(),
            )  # fmt: skip
    except WrongCredentials:
        return make_response(_page(actor, error=str(CODE_WRONG)), 422)
    del cookie[_SECRET]
    flash(gettext("Codes of your app are asked for from now on."))
    if codes:
        return make_response(render_template("account/recovery_codes.html", codes=codes))
    return go_to("account.second_factors")


@needs_account(fresh=True)
def remove(actor: Actor) -> Response:
    """Ask for no codes any more."""
    try:
        with unit_of_work() as session:
            remove_totp(session, actor, now=utc_now())
    except LastSecondFactor:
        flash(gettext("Staff always have a second factor: add another one first."), "error")
        return go_to("account.second_factors")
    flash(gettext("The app was removed."))
    return go_to("account.second_factors")


@needs_account(second_factor=True, fresh=True)
def renew_codes(actor: Actor) -> str:
    """Make new recovery codes and show them once."""
    with unit_of_work() as session:
        account = get_account(session, actor.account_id)
        codes = renew_recovery_codes(session, credentials(), account)
        note_change(session, account, "recovery codes renewed", now=utc_now())
    return render_template("account/recovery_codes.html", codes=codes)


def _page(actor: Actor, *, error: str = "") -> str:
    with unit_of_work() as session:
        email = get_account(session, actor.account_id).email
    sealed, tools = cookie[_SECRET], credentials()
    uri = tools.totp_uri(sealed, email=email)
    return render_template("account/totp.html", error=error, key=tools.totp_key(sealed), qr=_qr(uri))


def _qr(words: str) -> Markup:
    """Return a QR code as SVG whose colours come from the style sheet."""
    drawn = BytesIO()
    segno.make(words, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass="qr", lineclass=None, border=4
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn here

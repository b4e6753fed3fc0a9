"""Accepting an invitation by the link that was mailed."""

from typing import Final

from flask import Blueprint, Response, flash, g, make_response, render_template, request
from flask_babel import gettext

from app.accounts.errors import AddressTaken, AlreadyMember, LinkExpired, LinkUsed, OtherAddress
from app.accounts.inviting import accept_as, accept_as_new, get_invitation
from app.accounts.kinds import CONSOLE_LANGUAGES
from app.accounts.models import Invitation
from app.accounts.queries import find_account, get_account
from app.accounts.rules import complain_of_password
from app.accounts.security import credentials
from app.accounts.sessions import open_session
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.web.account.sentences import PASSWORDS
from app.web.console.guard import open_to_all
from app.web.console.signed_in import keep_token
from app.web.console.surroundings import go_to, typed

_GONE: Final = (NotFound, LinkUsed, LinkExpired)


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/invitation/<token>", "invitation", show, methods=["GET"])
    site.add_url_rule("/invitation/<token>", "invitation_accept", accept, methods=["POST"])


@open_to_all()
def show(token: str) -> Response:
    """Say who invites to what."""
    try:
        return _page(token)
    except _GONE as reason:
        return _gone(reason)


@open_to_all()
def accept(token: str) -> Response:
    """Accept: as whoever is signed in, or with a new account and its password."""
    try:
        return _accept_as_reader(token) if g.actor else _accept_as_new(token)
    except _GONE as reason:
        return _gone(reason)
    except AlreadyMember:
        flash(gettext("You belong there already."))
        return go_to("front_door")
    except (AddressTaken, OtherAddress):
        return _page(token, status=422)


def _accept_as_reader(token: str) -> Response:
    with unit_of_work() as session:
        accept_as(session, token, get_account(session, g.actor.account_id), now=utc_now())
    flash(gettext("Welcome. You are in."))
    return go_to("front_door")


def _accept_as_new(token: str) -> Response:
    password, now = request.form.get("password", ""), utc_now()
    language = typed("language") if typed("language") in CONSOLE_LANGUAGES else g.lang
    with unit_of_work() as session:
        email = get_invitation(session, token, now=now).email or ""
        complaint = complain_of_password(password, email=email)
        if complaint is None:
            account = accept_as_new(session, credentials(), token, password=password, language=language, now=now)
            _opened, cookie = open_session(session, account.id, second_factor=False, now=now)
    if complaint is not None:
        return _page(token, error=str(PASSWORDS[complaint]), status=422)
    keep_token(cookie)
    flash(gettext("Welcome. Add a second factor now: nothing can be published without."))
    return go_to("account.second_factors")


def _page(token: str, *, error: str = "", status: int = 200) -> Response:
    with unit_of_work() as session:
        invitation = get_invitation(session, token, now=utc_now())
        is_known = find_account(session, invitation.email or "") is not None
    return make_response(
        render_template(
            "account/invitation.html", invitation=invitation, token=token, error=error, is_known=is_known,
            is_readers=_is_readers(invitation),
        ),
        status,
    )  # fmt: skip


def _is_readers(invitation: Invitation) -> bool:
    return g.signed_in is not None and (invitation.email or "").casefold() == g.signed_in.email.casefold()


def _gone(reason: Exception) -> Response:
    kind = "invitation_used" if isinstance(reason, LinkUsed) else "invitation"
    return make_response(render_template("account/link_gone.html", kind=kind), 410)

"""Stopping updates by the link in each of them: a page with a button, which a mail program may press by itself.

RFC 8058: the mail's headers name this address; the program posts to it without cookies and follows no redirect.
"""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app.core.db import unit_of_work
from app.updates.links import get_subscription, stop_updates
from app.web.public.surroundings import private
from app.web.public.tokens import for_holders
from app.web.reading import reader

_PRESSED_BY_PROGRAM: Final = "List-Unsubscribe"


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    path = "/unsubscribe/<token:token>"
    site.add_url_rule(path, "subscription", for_holders(show, gone=_gone), methods=["GET"])
    site.add_url_rule(path, "unsubscribe", for_holders(stop, gone=_gone), methods=["POST"])
    site.add_url_rule("/unsubscribed", "unsubscribed", unsubscribed)


def show(lang: str, token: str) -> Response:  # noqa: ARG001 - the path's language is taken by the site
    """Show the button, or that it was pressed. Looking changes nothing."""
    with unit_of_work() as session:
        subscription = get_subscription(session, token)
    campaign = next((each for each in reader().board().campaigns if each.petition.id == subscription.petition_id), None)
    status = "wanted" if subscription.is_wanted else "stopped"
    return _page(status, campaign=campaign, token=token)


def stop(lang: str, token: str) -> Response:
    """Stop them at once. Who pressed is led away from the address with the token; a program is answered here."""
    with unit_of_work() as session:
        stop_updates(session, token)
    if _PRESSED_BY_PROGRAM in request.form:
        return _page("stopped")
    return private(redirect(url_for("public.unsubscribed", lang=lang), code=303))  # type: ignore[arg-type]


def unsubscribed(lang: str) -> str:  # noqa: ARG001
    """Say that it is done."""
    return render_template("public/subscriptions/show.html", status="stopped", campaign=None, token="")


def _gone() -> Response:
    return _page("gone", code=410)


def _page(status: str, *, campaign: object = None, token: str = "", code: int = 200) -> Response:
    page = render_template("public/subscriptions/show.html", status=status, campaign=campaign, token=token)
    return private(make_response(page, code))

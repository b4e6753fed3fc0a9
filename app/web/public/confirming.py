"""The page behind the link of a mail. Opening it changes nothing; its buttons do."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.signatures.door import confirm as press
from app.signatures.door import forget, get_submission
from app.web.public.surroundings import private
from app.web.public.tokens import for_holders
from app.web.reading import reader


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    for path, name, view, method in (
        ("/confirm/<token:token>", "confirmation", show, "GET"),
        ("/confirm/<token:token>", "confirm", confirm, "POST"),
        ("/not-me/<token:token>", "not_me", not_me, "POST"),
    ):
        site.add_url_rule(path, name, for_holders(view, gone=_gone), methods=[method])
    site.add_url_rule("/deleted", "deleted", deleted)


def show(lang: str, token: str) -> Response:  # noqa: ARG001
    """Show what would be confirmed, with both buttons."""
    with unit_of_work() as session:
        submission = get_submission(session, token, now=utc_now())
    campaign = reader().board().get_by_petition(submission.petition_id)
    page = render_template(
        "public/confirmations/show.html",
        status=submission.status,
        purpose=submission.purpose,
        campaign=campaign,
        name=submission.copy.name,
        choices=submission,
        token=token,
    )
    return private(make_response(page))


def confirm(lang: str, token: str) -> Response:
    """Press the button. Then away from the address that carries the token."""
    with unit_of_work() as session:
        petition_id, status = press(session, token, now=utc_now())
    if status in ("confirmed", "held"):
        outcome = {"outcome": "held"} if status == "held" else {}
        return _away("public.thanks", lang=lang, petition_id=petition_id, **outcome)
    return _away("public.confirmation", lang=lang, token=token)


def not_me(lang: str, token: str) -> Response:
    """Delete at once; never write again where that is asked for."""
    with unit_of_work() as session:
        forget(session, token, never_again=bool(request.form.get("never_again")), now=utc_now())
    return _away("public.deleted", lang=lang)


def deleted(lang: str) -> str:  # noqa: ARG001
    """Say that it is done."""
    return render_template("public/confirmations/deleted.html")


def _gone() -> Response:
    page = render_template(
        "public/confirmations/show.html",
        status="gone", purpose="confirm", campaign=None, name=None, choices=None, token="",
    )  # fmt: skip
    return private(make_response(page, 410))


def _away(endpoint: str, **values: object) -> Response:
    return private(redirect(url_for(endpoint, **values), code=303))  # type: ignore[arg-type]

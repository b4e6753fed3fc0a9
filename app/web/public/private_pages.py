"""The supporter's private page, reached by a mailed link alone."""

import json
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from app.campaigns.document import CampaignDocument
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.languages import words_in
from app.core.text import without_control_characters
from app.privacy import door
from app.signatures.complaints import Complaint, complain_of_email, tidy_email
from app.signatures.envelope import AccessForm
from app.signatures.letterbox import LetterboxClosed
from app.signatures.states import ShowName
from app.web.network import network_prefix
from app.web.public.forms import AddressForm, posted_fields
from app.web.public.surroundings import (
    READ_ONLY,
    READ_ONLY_SECONDS,
    TOO_MANY,
    later,
    post_sealed,
    private,
    wait_seconds,
)
from app.web.public.tokens import for_holders
from app.web.reading import reader

_DONE: Final = frozenset({"changed", "withdrawn", "erased"})
"""What the page may say was just done: an address can make it say nothing else."""


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/private-page", "private_page_ask", ask, methods=["GET", "POST"])
    site.add_url_rule("/private-page/asked", "private_page_asked", asked)
    for path, name, view, method in (
        ("", "private_page", show, "GET"),
        ("/copy", "private_page_copy", take_copy, "GET"),
        ("/change", "private_page_change", change, "POST"),
        ("/withdraw", "private_page_withdraw", withdraw, "POST"),
        ("/erase", "private_page_erase", erase, "POST"),
    ):
        site.add_url_rule(f"/private-page/<token:token>{path}", name, for_holders(view, gone=_gone), methods=[method])


def ask(lang: str) -> Response:
    """Ask for the address; whatever is typed, the answer is the same."""
    if request.method != "POST":
        return make_response(_ask_for_address("", ()))
    typed = tidy_email(posted_fields().get("email", ""))
    if seconds := wait_seconds(network_prefix(request.remote_addr)):
        return later(private(make_response(_ask_for_address(typed, (), notice=str(TOO_MANY)), 429)), seconds)
    if complaint := complain_of_email(typed):
        return private(make_response(_ask_for_address(typed, [("email", complaint)]), 422))
    if reader().board().is_read_only:
        page = _ask_for_address(typed, (), notice=str(READ_ONLY))
        return later(private(make_response(page, 503)), READ_ONLY_SECONDS)
    try:
        post_sealed(AccessForm(email=typed, language=lang, network=network_prefix(request.remote_addr)))
    except LetterboxClosed:
        notice = gettext("Your request could not be stored just now. Please try again in a minute.")
        return private(make_response(_ask_for_address(typed, (), notice=notice), 503))
    return redirect(url_for("public.private_page_asked", lang=lang), code=303)  # type: ignore[return-value]


def _ask_for_address(typed: str, complaints: Iterable[tuple[str, Complaint]], *, notice: str | None = None) -> str:
    form = AddressForm(formdata=None, email=without_control_characters(typed))
    form.complain(complaints)
    return render_template("public/private_page/ask.html", form=form, notice=notice)


def asked(lang: str) -> str:  # noqa: ARG001
    """Say that a mail is on its way."""
    return render_template("public/private_page/asked.html")


def show(lang: str, token: str) -> Response:  # noqa: ARG001
    """Show what is held, with a button for everything that can be changed."""
    with unit_of_work() as session:
        page = door.get_private_page(session, token, now=utc_now())
    html = render_template(
        "public/private_page/show.html",
        page=page,
        signatures=page.signatures,
        campaigns={signature.id: _campaign_of(signature) for signature in page.signatures},
        done=done if (done := request.args.get("done", "")) in _DONE else "",
        token=token,
    )
    return private(make_response(html))


def take_copy(lang: str, token: str) -> Response:
    """Give everything that is held as a JSON file that a person can read."""
    with unit_of_work() as session:
        page = door.get_private_page(session, token, now=utc_now())
    copy = {"email": page.email, "signatures": [_copy_of(each, lang) for each in page.signatures]}
    answer = make_response(json.dumps(copy, ensure_ascii=False, indent=2) + "\n")
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = "attachment; filename=vigil-copy.json"
    return private(answer)


def _copy_of(signature: door.OwnSignature, lang: str) -> dict[str, object]:
    """One signature of the copy; a campaign that is not public now has neither slug nor title."""
    campaign = _campaign_of(signature)
    return {
        "petition": str(signature.petition_id),
        "campaign": campaign.slug if campaign else None,
        "title": words_in(campaign.title, lang) if campaign else None,
        "state": signature.state,
        "name": signature.name,
        "country": signature.country,
        "comment": signature.comment,
        "show_name": signature.show_name.value,
        "deliver_name": signature.deliver_name,
        "updates": signature.updates,
        "confirmed_hour": signature.confirmed_hour.isoformat() if signature.confirmed_hour else None,
    }


def change(lang: str, token: str) -> Response:
    """Change how the name shows and whether updates are sent."""
    show_name = request.form.get("show_name", "")
    if show_name not in set(ShowName):
        raise BadRequest
    with unit_of_work() as session:
        door.change_signature(
            session,
            token,
            _signature_id(),
            show_name=ShowName(show_name),
            updates=bool(request.form.get("updates")),
            now=utc_now(),
        )
    return _back(lang, token, done="changed")


def withdraw(lang: str, token: str) -> Response:
    """Take the signature back."""
    with unit_of_work() as session:
        door.withdraw_signature(session, token, _signature_id(), now=utc_now())
    return _back(lang, token, done="withdrawn")


def erase(lang: str, token: str) -> Response:
    """Delete it, and everything held with it."""
    with unit_of_work() as session:
        door.erase_signature(
            session, token, _signature_id(), never_again=bool(request.form.get("never_again")), now=utc_now()
        )
    return _back(lang, token, done="erased")


def _gone() -> Response:
    return private(make_response(render_template("public/private_page/gone.html"), 410))


def _signature_id() -> UUID:
    try:
        return UUID(request.form.get("signature", ""))
    except ValueError:
        raise BadRequest from None


def _campaign_of(signature: door.OwnSignature) -> CampaignDocument | None:
    """The campaign, if the public may see it just now."""
    try:
        return reader().board().get_by_petition(signature.petition_id)
    except NotFound:
        return None


def _back(lang: str, token: str, *, done: str) -> Response:
    answer = redirect(url_for("public.private_page", lang=lang, token=token, done=done), code=303)
    return private(answer)  # type: ignore[arg-type]

"""Posting the form, and the page that says to check the mail: the same for everybody, whoever they are."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec
from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale, gettext, lazy_gettext

from app.campaigns.document import CampaignDocument
from app.campaigns.rules import Opening
from app.core.formats import format_day
from app.signatures.complaints import Complaint
from app.signatures.letterbox import LetterboxClosed
from app.tallies.rules import others_for_certain
from app.web.network import network_prefix
from app.web.public.campaigns import opening_of, render_campaign
from app.web.public.forms import posted_fields, show_again
from app.web.public.signing_lane import NOT_STORED, answer_headers, suggestion_for, to_seal
from app.web.public.surroundings import TOO_MANY, later, post_sealed, private, wait_seconds
from app.web.public.typed import Typed, iter_complaints, read_typed
from app.web.reading import reader

_WORDING_CHANGED: Final = lazy_gettext(
    "The petition’s wording has changed since you opened the page. Read it again, then sign."
)
_NOT_STORED: Final = lazy_gettext(
    "Your signature could not be stored just now. Nothing you typed is lost: press Sign again in a minute."
)


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/petitions/<uuid:petition_id>/sign", "sign", sign, methods=["POST"])
    site.add_url_rule("/petitions/<uuid:petition_id>/check-mail", "check_mail", check_mail)
    site.add_url_rule("/petitions/<uuid:petition_id>/thanks", "thanks", thanks)


def sign(lang: str, petition_id: UUID) -> Response:
    """Check the form's shape, seal it, store it, answer. Nobody is looked up."""
    campaign = reader().board().get_by_petition(petition_id)
    typed = read_typed(posted_fields())
    network = network_prefix(request.remote_addr)
    if seconds := wait_seconds(network):
        return later(_again(lang, campaign, typed, 429, notice=str(TOO_MANY)), seconds)
    if opening_of(campaign) is not Opening.OPEN:
        return _again(lang, campaign, typed, 409, notice=_say_when(campaign))
    if complaints := list(iter_complaints(typed)):
        return _again(lang, campaign, typed, 422, complaints=complaints)
    if typed.wording and typed.wording != str(campaign.petition.wording.id):
        return _again(lang, campaign, typed, 422, notice=str(_WORDING_CHANGED))
    if suggestion := suggestion_for(typed):
        return _again(lang, campaign, typed, 422, suggestion=suggestion)
    try:
        if NOT_STORED in request.environ:  # it was tried for long enough already
            raise LetterboxClosed
        post_sealed(to_seal(lang, campaign, typed, network))
    except LetterboxClosed:
        return _again(lang, campaign, typed, 503, notice=str(_NOT_STORED))
    return Response(status=303, headers=answer_headers(lang, petition_id))


def check_mail(lang: str, petition_id: UUID) -> str:  # noqa: ARG001
    """Say what happens next."""
    return render_template("public/petitions/check_mail.html", campaign=reader().board().get_by_petition(petition_id))


def thanks(lang: str, petition_id: UUID) -> str:  # noqa: ARG001
    """Thank, and ask to pass it on. Who reads this is not known: the figure may hold them already or not yet."""
    board = reader().board()
    campaign = board.get_by_petition(petition_id)
    tally = board.tally_of(campaign)
    others = [other for other in board.campaigns if other.id != campaign.id and opening_of(other) is Opening.OPEN]
    return render_template(
        "public/petitions/thanks.html",
        campaign=campaign,
        tally=tally,
        others_for_certain=others_for_certain(tally.confirmed),
        outcome="held" if request.args.get("outcome") == "held" else "confirmed",
        others=others[:3],
    )


def _again(
    lang: str,
    campaign: CampaignDocument,
    typed: Typed,
    status: int,
    *,
    complaints: Iterable[tuple[str, Complaint]] = (),
    suggestion: str | None = None,
    notice: str | None = None,
) -> Response:
    """Show the page again, as it stands now, with what was typed."""
    current = msgspec.structs.replace(typed, wording=str(campaign.petition.wording.id))
    form = show_again(current, complaints)
    page = render_campaign(lang, campaign, form, suggestion=suggestion, notice=notice)
    return private(make_response(page, status))


def _say_when(campaign: CampaignDocument) -> str:
    """Say that the petition has closed, or when it opens."""
    petition, language = campaign.petition, str(get_locale())
    if opening_of(campaign) is Opening.NOT_OPEN:
        return str(gettext("This petition opens on %(day)s.", day=format_day(petition.opens_at, language)))
    if opening_of(campaign) is Opening.PAUSED:
        return str(gettext("Signing is paused. Nothing that was given is lost; please come back in a few days."))
    return str(gettext("This petition is closed. Every signature given until then counts."))

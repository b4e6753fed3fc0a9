"""Asking for a delivery: choose the petition, then recipient, profile, cut-off and language."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.campaigns.queries import list_all_campaigns
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.errors import NotFound, VigilError
from app.deliveries import errors
from app.deliveries.asking import list_recipients, request_delivery, takes_names
from app.deliveries.documents import LANGUAGES_OF_DOCUMENTS
from app.deliveries.facts import Profile
from app.deliveries.queries import find_asked
from app.exports.errors import KeyNotUsable
from app.exports.keys import list_staff_keys
from app.exports.queries import list_emails
from app.petitions.models import Petition, Recipient
from app.tallies.figures import get_standing
from app.web.console.guard import needs_staff
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed

_FIELDS: Final = ("recipient", "profile", "cut_off_day", "cut_off_hour", "language")
_REFUSALS: Final[dict[type[VigilError], tuple[str, LazyString]]] = {
    errors.NotARecipient: ("recipient", lazy_gettext("Choose an office of the list.")),
    errors.NamesNotForRecipient: ("profile", lazy_gettext("This recipient gets numbers only, whoever asks.")),
    errors.EncryptionKeyMissing: (
        "keys",
        lazy_gettext("Names leave only encrypted: choose at least one registered key, and at most twenty."),
    ),
    KeyNotUsable: ("keys", lazy_gettext("One of these keys cannot be used any more. Choose again.")),
    errors.LanguageUnknown: ("language", lazy_gettext("Choose a language of the list.")),
    errors.CutOffRefused: (
        "cut_off_day",
        lazy_gettext("The cut-off is a full hour (UTC) that has passed. Leave the day empty for “until now”."),
    ),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/deliveries/new", "delivery_new", choose, methods=["GET"])
    site.add_url_rule("/deliveries/new/<uuid:campaign_id>", "delivery_form", form, methods=["GET"])
    site.add_url_rule("/deliveries/new/<uuid:campaign_id>", "delivery_ask", ask, methods=["POST"])


@needs_staff()
def choose(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List the campaigns that can be delivered."""
    with unit_of_work() as session:
        campaigns = [each for each in list_all_campaigns(session) if find_asked(session, each.id)]
    return render_template("staff/deliveries/choose.html", campaigns=campaigns)


@needs_staff()
def form(actor: Actor, campaign_id: UUID) -> str:  # noqa: ARG001
    """The form for one campaign's petition. Numbers only is chosen until somebody chooses otherwise."""
    return _page(campaign_id, {"profile": Profile.NUMBERS_ONLY.value}, [], {})


@needs_staff(fresh=True)
def ask(actor: Actor, campaign_id: UUID) -> Response:
    """Ask for a delivery; a worker compiles it."""
    fields, ticked = {name: typed(name) for name in _FIELDS}, request.form.getlist("keys")
    try:
        with unit_of_work() as session:
            _campaign, petition = _get_asked(session, campaign_id)
            delivery = request_delivery(
                session, petition.id, _chosen(session, petition, fields["recipient"]), profile=_profile(fields),
                language=fields["language"], age_recipients=_keys(session, ticked), cut_off=_cut_off(fields),
                actor=str(actor.account_id), now=utc_now(),
            )  # fmt: skip
    except tuple(_REFUSALS) as refusal:
        field, sentence = _REFUSALS[type(refusal)]
        return make_response(_page(campaign_id, fields, ticked, {field: str(sentence)}), 422)
    flash(gettext("A worker compiles it. You may close this page; somebody else approves what comes of it."))
    return go_to("staff.delivery", delivery_id=delivery.id)


def _chosen(session: Session, petition: Petition, typed_id: str) -> Recipient:
    for recipient in list_recipients(session, petition.id):
        if str(recipient.id) == typed_id:
            return recipient
    raise errors.NotARecipient("none of the petition's")


def _keys(session: Session, ticked: list[str]) -> list[str]:
    """Read the age keys that were ticked. Raises KeyNotUsable: names leave for no key that nobody could object to."""
    usable = {str(key.id): key.age_key for key in list_staff_keys(session, now=utc_now())}
    if unknown := set(ticked) - usable.keys():
        raise KeyNotUsable(f"{len(unknown)} of the keys")
    return [usable[each] for each in ticked]


def _profile(fields: Mapping[str, str]) -> Profile:
    """Numbers only, unless names were asked for in so many words."""
    names = Profile.NAMES_AND_COUNTRIES
    return names if fields["profile"] == names else Profile.NUMBERS_ONLY


def _cut_off(fields: Mapping[str, str]) -> datetime | None:
    """Read day and hour (UTC); no day is "until now". Raises CutOffRefused."""
    if not fields["cut_off_day"]:
        return None
    try:
        day, hour = date.fromisoformat(fields["cut_off_day"]), int(fields["cut_off_hour"] or "0")
        return datetime.combine(day, time(hour), UTC)
    except ValueError:
        raise errors.CutOffRefused("not a day and an hour") from None


def _get_asked(session: Session, campaign_id: UUID) -> tuple[object, Petition]:
    found = find_asked(session, campaign_id)
    if found is None:
        raise NotFound("no such petition")
    return found


def _page(campaign_id: UUID, fields: dict[str, str], ticked: list[str], errors_by_field: dict[str, str]) -> str:
    with unit_of_work() as session:
        campaign, petition = _get_asked(session, campaign_id)
        recipients = [(each, takes_names(session, petition.id, each)) for each in list_recipients(session, petition.id)]
        standing = get_standing(session, petition.id)
        keys, owners = list_staff_keys(session, now=utc_now()), list_emails(session)
    return render_template(
        "staff/deliveries/form.html",
        campaign=campaign,
        standing=standing,
        recipients=recipients,
        keys=keys,
        owners=owners,
        ticked=ticked,
        languages=LANGUAGES_OF_DOCUMENTS,
        hours=[(str(hour), f"{hour:02}:00") for hour in range(24)],
        fields=Fields(fields),
        errors=Fields(errors_by_field),
    )

"""Deliveries: the list, the page of one, and what may be done with its pack."""

from typing import Any, Final
from uuid import UUID

import msgspec
from flask import Blueprint, Response, current_app, flash, render_template, request, send_file
from flask_babel import LazyString, gettext, lazy_gettext
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.people import list_staff
from app.campaigns.models import Campaign
from app.core.clock import day_of, utc_now
from app.core.db import unit_of_work
from app.core.errors import VigilError
from app.core.settings import Settings
from app.deliveries import errors
from app.deliveries.acting import approve, cancel, compile_again, get_delivery, take_pack
from app.deliveries.correcting import list_corrections
from app.deliveries.facts import DeliveryFacts
from app.deliveries.queries import count_deliveries, list_deliveries
from app.deliveries.register import count_unmade, entry_of, list_entries, list_evidence
from app.deliveries.rules import is_overdue, next_kinds, reply_due
from app.deliveries.states import GIVEN, HAS_PACK, UNFINISHED, WAITING, DeliveryState, Manner
from app.exports.errors import KeyNotUsable
from app.exports.keys import refuse_revoked
from app.petitions.models import Petition, Recipient, Wording
from app.web.console.guard import needs_staff
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed

GROUPS: Final = {
    "waiting": WAITING,
    "given": GIVEN,
    "cancelled": (DeliveryState.CANCELLED,),
}
REFUSALS: Final[dict[type[VigilError], LazyString]] = {
    errors.ApprovedByAsker: lazy_gettext("You asked for this delivery. Somebody else on staff has to approve it."),
    errors.AnotherPack: lazy_gettext("The pack is not the one you looked at. Read its figures again before approving."),
    errors.NotAllowedNow: lazy_gettext("Somebody was quicker: see where the delivery stands now."),
    KeyNotUsable: lazy_gettext(
        "A key that it is encrypted to was revoked. It must not leave: cancel the delivery and ask anew."
    ),
    errors.PackGone: lazy_gettext(
        "The pack’s file is missing or was changed on our disk. It must not leave: cancel the delivery and ask anew."
    ),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    one = "/deliveries/<uuid:delivery_id>"
    site.add_url_rule("/deliveries/", "deliveries", index, methods=["GET"])
    site.add_url_rule(one, "delivery", show, methods=["GET"])
    site.add_url_rule(f"{one}/cancel", "delivery_cancel", stop, methods=["POST"])
    site.add_url_rule(f"{one}/again", "delivery_again", try_again, methods=["POST"])
    site.add_url_rule(f"{one}/approve", "delivery_approve", let_go, methods=["POST"])
    site.add_url_rule(f"{one}/pack", "delivery_pack", download, methods=["POST"])


@needs_staff()
def index(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List deliveries; which ones stands in the address."""
    asked = request.args.get("show", "waiting")
    group = asked if asked in GROUPS else "waiting"
    with unit_of_work() as session:
        rows = list_deliveries(session, GROUPS[group], today=day_of(utc_now()))
        counts = count_deliveries(session)
    numbers = {name: sum(counts.get(state, 0) for state in states) for name, states in GROUPS.items()}
    return render_template("staff/deliveries/index.html", rows=rows, group=group, numbers=numbers)


@needs_staff()
def show(actor: Actor, delivery_id: UUID) -> str:
    """Show one delivery: its figures, who asked and approved, its register, and what can be done now."""
    with unit_of_work() as session:
        return render_template("staff/deliveries/show.html", **describe(session, actor, delivery_id))


@needs_staff()
def stop(actor: Actor, delivery_id: UUID) -> Response:
    """Cancel a delivery that was not handed over."""
    with unit_of_work() as session:
        try:
            cancel(session, get_delivery(session, delivery_id), actor=str(actor.account_id), now=utc_now())
        except errors.NotAllowedNow as refusal:
            return back_with(refusal, delivery_id)
    flash(gettext("Cancelled. Nothing of it leaves."))
    return go_to("staff.delivery", delivery_id=delivery_id)


@needs_staff()
def try_again(actor: Actor, delivery_id: UUID) -> Response:
    """Have a delivery that failed compiled once more."""
    with unit_of_work() as session:
        try:
            compile_again(session, get_delivery(session, delivery_id), actor=str(actor.account_id), now=utc_now())
        except errors.NotAllowedNow as refusal:
            return back_with(refusal, delivery_id)
    return go_to("staff.delivery", delivery_id=delivery_id)


@needs_staff(fresh=True)
def let_go(actor: Actor, delivery_id: UUID) -> Response:
    """Approve exactly the pack whose figures were read."""
    digest = typed("manifest_sha256")
    with unit_of_work() as session:
        try:
            delivery = get_delivery(session, delivery_id)
            refuse_revoked(session, delivery.age_recipients)
            approve(session, delivery, manifest_sha256=digest, actor=str(actor.account_id), now=utc_now())
        except (errors.ApprovedByAsker, errors.AnotherPack, errors.NotAllowedNow, KeyNotUsable) as refusal:
            return back_with(refusal, delivery_id)
    flash(gettext("Approved. The pack may be handed over; enter it in the register when it was."))
    return go_to("staff.delivery", delivery_id=delivery_id)


@needs_staff(fresh=True)
def download(actor: Actor, delivery_id: UUID) -> Response:
    """Give the pack; that it was taken stands in the audit."""
    settings: Settings = current_app.extensions["vigil.settings"]
    with unit_of_work() as session:
        try:
            delivery = get_delivery(session, delivery_id)
            refuse_revoked(session, delivery.age_recipients)
            path = take_pack(session, delivery, var=settings.var, actor=str(actor.account_id), now=utc_now())
        except (errors.NotAllowedNow, errors.PackGone, KeyNotUsable) as refusal:
            return back_with(refusal, delivery_id)
    return send_file(path.resolve(), mimetype="application/octet-stream", as_attachment=True, download_name=path.name)


def back_with(refusal: VigilError, delivery_id: UUID) -> Response:
    """Lead back to the delivery with the sentence for a refusal."""
    flash(str(REFUSALS[type(refusal)]), "error")
    return go_to("staff.delivery", delivery_id=delivery_id)


def describe(session: Session, actor: Actor, delivery_id: UUID) -> dict[str, Any]:
    """Return all that the page of a delivery shows."""
    delivery = get_delivery(session, delivery_id)
    petition = session.get_one(Petition, delivery.petition_id)
    entries = list_entries(session, delivery_id)
    due = reply_due([entry_of(entry) for entry in entries])
    return {
        "delivery": delivery,
        "campaign": session.get_one(Campaign, petition.campaign_id),
        "recipient": session.get_one(Recipient, delivery.recipient_id),
        "wording": session.get_one(Wording, delivery.wording_id),
        "facts": msgspec.convert(delivery.figures, DeliveryFacts) if delivery.figures else None,
        "entries": entries,
        "corrections": list_corrections(session, delivery_id),
        "evidence": list_evidence(session, delivery_id),
        "unmade": count_unmade(session, delivery_id),
        "kinds": next_kinds(delivery.state),
        "manners": list(Manner),
        "fields": Fields(),
        "errors": Fields(),
        "reply_due": due,
        "is_overdue": is_overdue(delivery.state, due, today=day_of(utc_now())),
        "is_moving": delivery.state in UNFINISHED,
        "has_pack": delivery.state in HAS_PACK,
        "is_asker": delivery.requested_by == str(actor.account_id),
        "people": {str(account.id): account.email for account in list_staff(session)},
    }

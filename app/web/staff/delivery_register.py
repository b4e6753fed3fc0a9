"""The register of a delivery: entering what happened, its pictures, and offering an update to the organisers."""

from datetime import date
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.deliveries.acting import get_delivery
from app.deliveries.errors import EntryRefused, EvidenceRefused, NotAllowedNow
from app.deliveries.offering import offer_news
from app.deliveries.register import EVIDENCE_BYTES, add_evidence, enter, get_evidence
from app.deliveries.rules import Entry
from app.deliveries.states import EntryKind, EvidenceKind, Manner
from app.updates.services import write_update
from app.web.console.guard import needs_staff
from app.web.console.shapes import Fields
from app.web.console.surroundings import go_to, typed
from app.web.staff.deliveries import back_with, describe

_FIELDS: Final = ("kind", "day", "manner", "place", "by_whom", "words", "reply_due")
_MULTIPART_BYTES: Final = 64 << 10
"""What a form has around the file in it."""
SENTENCES: Final[dict[tuple[str, str], LazyString]] = {
    ("day", "missing"): lazy_gettext("Say on which day it happened."),
    ("day", "future"): lazy_gettext("That day has not come yet."),
    ("day", "too_early"): lazy_gettext("That is before the cut-off, or before it was handed over."),
    ("manner", "missing"): lazy_gettext("Say how it was handed over."),
    ("place", "unreadable"): lazy_gettext("One line of at most 200 characters, please."),
    ("by_whom", "unreadable"): lazy_gettext("One line of at most 200 characters, please."),
    ("by_whom", "missing"): lazy_gettext("Say who handed it over."),
    ("words", "unreadable"): lazy_gettext("At most 2,000 characters, please."),
    ("words", "missing"): lazy_gettext("A note needs words."),
    ("reply_due", "out_of_range"): lazy_gettext("An answer is due after that day, and within three years."),
    ("kind", "missing"): lazy_gettext("Choose what happened."),
}
PICTURE_SENTENCES: Final[dict[str, LazyString]] = {
    "shows": lazy_gettext("Say in one line what is to be seen, for whoever cannot see it."),
    "missing": lazy_gettext("Choose a picture."),
    "too_heavy": lazy_gettext("That file is too heavy: at most 25 MB."),
    "too_many": lazy_gettext("There are twenty pictures already."),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    one = "/deliveries/<uuid:delivery_id>"
    site.add_url_rule(f"{one}/register", "delivery_enter", write, methods=["POST"])
    site.add_url_rule(f"{one}/pictures", "delivery_evidence_add", add_picture, methods=["POST"])
    site.add_url_rule(f"{one}/pictures/<uuid:evidence_id>", "delivery_evidence", picture, methods=["GET"])
    site.add_url_rule(f"{one}/update", "delivery_update", offer_update, methods=["POST"])


@needs_staff()
def write(actor: Actor, delivery_id: UUID) -> Response:
    """Add a line to the register."""
    fields = {name: typed(name) for name in _FIELDS}
    try:
        entry = _read(fields)
        with unit_of_work() as session:
            enter(session, get_delivery(session, delivery_id), entry, actor=str(actor.account_id), now=utc_now())
    except EntryRefused as refused:
        errors = {refused.field: str(SENTENCES[refused.field, refused.why])}
        return make_response(_page(actor, delivery_id, fields=fields, errors=errors), 422)
    except NotAllowedNow as refusal:
        return back_with(refusal, delivery_id)
    flash(gettext("Entered. The campaign’s page says so within seconds."))
    return go_to("staff.delivery", delivery_id=delivery_id)


@needs_staff(body_bytes=EVIDENCE_BYTES + _MULTIPART_BYTES)
def add_picture(actor: Actor, delivery_id: UUID) -> Response:
    """Take a photograph or a scanned receipt in; a worker makes it anew."""
    upload, kind = request.files.get("picture"), typed("evidence")
    try:
        with unit_of_work() as session:
            add_evidence(
                session, get_delivery(session, delivery_id), upload.read() if upload else b"",
                kind=EvidenceKind(kind) if kind in set(EvidenceKind) else EvidenceKind.PHOTOGRAPH,
                shows=typed("shows"), actor=str(actor.account_id), now=utc_now(),
            )  # fmt: skip
    except EvidenceRefused as refused:
        sentence = PICTURE_SENTENCES["shows" if refused.field == "shows" else refused.why]
        fields = {"evidence": kind, "shows": typed("shows")}
        return make_response(_page(actor, delivery_id, fields=fields, errors={refused.field: str(sentence)}), 422)
    except NotAllowedNow as refusal:
        return back_with(refusal, delivery_id)
    flash(gettext("Taken in. It is made anew without what the camera wrote into it, and appears within seconds."))
    return go_to("staff.delivery", delivery_id=delivery_id)


@needs_staff()
def picture(actor: Actor, delivery_id: UUID, evidence_id: UUID) -> Response:  # noqa: ARG001
    """Return one picture of the register."""
    with unit_of_work() as session:
        content = get_evidence(session, get_delivery(session, delivery_id), evidence_id)
    return Response(content, mimetype="image/jpeg")


@needs_staff()
def offer_update(actor: Actor, delivery_id: UUID) -> Response:
    """Lay a draft of an update before the organisers; they change, translate and approve it, or throw it away."""
    settings: Settings = current_app.extensions["vigil.settings"]
    actor_id, now = str(actor.account_id), utc_now()
    with unit_of_work() as session:
        try:
            delivery = get_delivery(session, delivery_id)
            offer = offer_news(session, delivery, base_url=settings.base_url, actor=actor_id, now=now)
        except NotAllowedNow as refusal:
            return back_with(refusal, delivery_id)
        write_update(
            session, offer.campaign, subject=offer.draft.subject, body=offer.draft.body, by=actor.account_id, now=now
        )  # fmt: skip
    flash(gettext("The organisers find a draft among their updates."))
    return go_to("staff.delivery", delivery_id=delivery_id)


def _read(fields: dict[str, str]) -> Entry:
    """Read what was typed. Raises EntryRefused."""
    if fields["kind"] not in set(EntryKind):
        raise EntryRefused("kind", "missing")
    kind, manner = EntryKind(fields["kind"]), fields["manner"]
    return Entry(
        kind=kind,
        day=_day(fields["day"], "day", "missing"),
        manner=Manner(manner) if kind is EntryKind.HANDED_OVER and manner in set(Manner) else None,
        place=fields["place"],
        by_whom=fields["by_whom"],
        words=fields["words"],
        reply_due=_day(fields["reply_due"], "reply_due", "out_of_range") if fields["reply_due"] else None,
    )


def _day(text: str, field: str, why: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EntryRefused(field, why) from None


def _page(actor: Actor, delivery_id: UUID, *, fields: dict[str, str], errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        shown = describe(session, actor, delivery_id)
        return render_template(
            "staff/deliveries/show.html", **shown | {"fields": Fields(fields), "errors": Fields(errors)}
        )

"""Checking a delivery: drop its manifest or type a digest, and read whether it is ours and what was in it."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import LazyString, lazy_gettext

from app.core.clock import day_of, utc_now
from app.core.errors import NotFound
from app.core.limits import FORM_BYTES
from app.core.text import without_control_characters
from app.deliveries.checking import MANIFEST_BYTES, Checked, Verdict, check_digest, check_manifest
from app.deliveries.record import DeliveryRecord
from app.deliveries.rules import is_overdue
from app.deliveries.states import DeliveryState
from app.web.network import network_prefix
from app.web.public.surroundings import TOO_MANY, later, private, wait_seconds
from app.web.reading import reader

_LONGEST_DIGEST: Final = 300
_COMPLAINTS: Final[dict[Verdict, tuple[str, LazyString]]] = {
    Verdict.NO_MANIFEST: (
        "manifest",
        lazy_gettext("That file is no manifest of a delivery. Unpack the delivery and choose its file manifest.json."),
    ),
    Verdict.NO_DIGEST: ("digest", lazy_gettext("That is no SHA-256 digest: it has 64 characters, 0 to 9 and a to f.")),
}


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/check", "check", ask, methods=["GET"])
    site.add_url_rule("/check", "check_manifest", check_file, methods=["POST"])
    site.add_url_rule("/deliveries/<uuid:delivery_id>", "delivery", show)


def ask(lang: str) -> Response:  # noqa: ARG001 - the path's language is taken by the site
    """The form; with a digest in the address, the answer."""
    typed = without_control_characters(request.args.get("digest", "")).strip()[:_LONGEST_DIGEST]
    checked = check_digest(typed, reader().deliveries()) if typed else None
    return _answer(checked, typed=typed)


def check_file(lang: str) -> Response:  # noqa: ARG001
    """Judge a manifest that was dropped or chosen. It is read, answered, and kept nowhere."""
    request.max_content_length = MANIFEST_BYTES + FORM_BYTES
    if seconds := wait_seconds(network_prefix(request.remote_addr)):
        return later(private(make_response(_page(None, errors={"manifest": str(TOO_MANY)}), 429)), seconds)
    upload = request.files.get("manifest")
    return private(_answer(check_manifest(upload.read() if upload else b"", reader().deliveries())))


def show(lang: str, delivery_id: UUID) -> str:  # noqa: ARG001
    """The record of one delivery."""
    record = reader().deliveries().get(delivery_id)
    if record is None:
        raise NotFound("no such delivery")
    return render_template("public/deliveries/show.html", **_told(record))


def _answer(checked: Checked | None, *, typed: str = "") -> Response:
    if checked is not None and checked.verdict in _COMPLAINTS:
        field, sentence = _COMPLAINTS[checked.verdict]
        return make_response(_page(None, typed=typed, errors={field: str(sentence)}), 422)
    return make_response(_page(checked, typed=typed))


def _page(checked: Checked | None, *, typed: str = "", errors: dict[str, str] | None = None) -> str:
    told = _told(checked.record) if checked and checked.record else {}
    return render_template(
        "public/deliveries/check.html", checked=checked, typed=typed, errors=errors or {}, **{"record": None} | told
    )


def _told(record: DeliveryRecord) -> dict[str, object]:
    """Return what the record of a delivery shows beside itself."""
    campaigns = reader().board().campaigns
    late = is_overdue(DeliveryState(record.state), record.reply_due, today=day_of(utc_now()))
    return {
        "record": record,
        "campaign": next((each for each in campaigns if each.id == record.campaign_id), None),
        "is_overdue": late,
    }

"""The age keys that exports leave for."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, make_response, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.exports.errors import KeyComplaint, KeyRefused
from app.exports.keys import add_key, list_keys, revoke_key
from app.exports.queries import list_emails
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_line
from app.web.console.surroundings import go_to, typed
from app.web.staff.export_words import KEY_COMPLAINTS


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/exports/keys", "export_keys", show, methods=["GET"])
    site.add_url_rule("/exports/keys", "export_key_add", add, methods=["POST"])
    site.add_url_rule("/exports/keys/<uuid:key_id>/revoke", "export_key_revoke", revoke, methods=["POST"])


@needs_staff()
def show(actor: Actor) -> str:  # noqa: ARG001 - every view is given who looks
    """List every key, with a form to register one's own."""
    return _page({}, {})


@needs_staff(fresh=True)
def add(actor: Actor) -> Response:
    """Register the public half of one's own key."""
    fields = {"label": typed("label"), "age_key": typed("age_key")}
    errors = (
        {} if is_line(fields["label"]) else {"label": gettext("Give it a name on one line, in at most 120 letters.")}
    )
    try:
        if not errors:
            with unit_of_work() as session:
                add_key(session, actor, **fields, wait=_wait(), now=utc_now())
    except KeyRefused as refusal:
        errors["age_key"] = str(KEY_COMPLAINTS[refusal.complaint])
        if refusal.complaint is KeyComplaint.PRIVATE_KEY:
            fields["age_key"] = ""  # what nobody may see is not shown again
    if errors:
        return make_response(_page(fields, errors), 422)
    flash(gettext("The key is registered, and everyone on staff is told."))
    return go_to("staff.export_keys")


@needs_staff(fresh=True)
def revoke(actor: Actor, key_id: UUID) -> Response:
    """Let nothing leave for a key any more."""
    with unit_of_work() as session:
        revoke_key(session, actor, key_id, now=utc_now())
    flash(gettext("The key is revoked for good. Nothing leaves for it any more."))
    return go_to("staff.export_keys")


def _wait() -> timedelta:
    settings: Settings = current_app.extensions["vigil.settings"]
    return timedelta(hours=settings.export_key_wait_hours)


def _page(fields: dict[str, str], errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        keys, emails = list_keys(session), list_emails(session)
    return render_template(
        "staff/exports/keys.html", keys=keys, emails=emails, fields=fields, errors=errors, now=utc_now(),
        wait_hours=_wait() // timedelta(hours=1),
    )  # fmt: skip

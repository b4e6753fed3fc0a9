"""Vetting organisations that applied."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.applying import SLUG, approve, get_application, list_applications, refuse, suggest_slug
from app.accounts.errors import AlreadyDecided, AlreadyMember, SlugTaken
from app.accounts.kinds import ApplicationState, RefusalReason
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_paragraph
from app.web.console.surroundings import go_to, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/applications", "applications", show_all, methods=["GET"])
    site.add_url_rule("/applications/<uuid:application_id>", "application", show, methods=["GET"])
    site.add_url_rule("/applications/<uuid:application_id>/approve", "application_approve", take_in, methods=["POST"])
    site.add_url_rule("/applications/<uuid:application_id>/refuse", "application_refuse", turn_down, methods=["POST"])


@needs_staff()
def show_all(actor: Actor) -> str:  # noqa: ARG001
    """List applications; the state stands in the address."""
    asked = request.args.get("state", ApplicationState.WAITING.value)
    state = ApplicationState(asked) if asked in set(ApplicationState) else ApplicationState.WAITING
    with unit_of_work() as session:
        applications = list_applications(session, state)
    return render_template("staff/applications.html", applications=applications, state=state, states=ApplicationState)


@needs_staff()
def show(actor: Actor, application_id: UUID) -> str:  # noqa: ARG001
    """Show one application with what can be decided."""
    return _page(application_id, {})


@needs_staff()
def take_in(actor: Actor, application_id: UUID) -> Response:
    """Make the organisation and invite its owner."""
    slug = typed("slug")
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        error = gettext("Use small Latin letters, digits and dashes, as in “lantern-watch”.")
        return make_response(_page(application_id, {"slug": error}), 422)
    try:
        with unit_of_work() as session:
            approve(session, actor, application_id, slug=slug, now=utc_now())
    except SlugTaken:
        error = gettext("Another organisation has this address. Choose a different one.")
        return make_response(_page(application_id, {"slug": error}), 422)
    except (AlreadyDecided, AlreadyMember):
        return _decided_before(application_id)
    flash(gettext("The organisation was made, and its first owner is invited by mail."))
    return go_to("staff.applications")


@needs_staff()
def turn_down(actor: Actor, application_id: UUID) -> Response:
    """Refuse, with a reason that the applicant is told."""
    reason, note = typed("reason"), typed("note")
    if reason not in set(RefusalReason):
        return make_response(_page(application_id, {"reason": gettext("Choose a reason.")}), 422)
    if not is_paragraph(note) or (reason == RefusalReason.OTHER and not note):
        error = gettext("Say the reason in at most 3,000 characters.")
        return make_response(_page(application_id, {"note": error}), 422)
    try:
        with unit_of_work() as session:
            refuse(session, actor, application_id, reason=RefusalReason(reason), note=note, now=utc_now())
    except AlreadyDecided:
        return _decided_before(application_id)
    flash(gettext("The application was refused; the reason is mailed to whoever applied."))
    return go_to("staff.applications")


def _decided_before(application_id: UUID) -> Response:
    flash(gettext("Somebody decided on this before you. Here is how."), "error")
    return go_to("staff.application", application_id=application_id)


def _page(application_id: UUID, errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        application = get_application(session, application_id)
    fields = {"slug": typed("slug") or suggest_slug(application.name), "reason": typed("reason"), "note": typed("note")}
    return render_template(
        "staff/application.html", application=application, fields=fields, errors=errors, reasons=RefusalReason
    )  # fmt: skip

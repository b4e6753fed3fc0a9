"""Who runs the platform: staff, invited and dismissed by those who lead it."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.errors import AlreadyMember, LastOwner
from app.accounts.kinds import CONSOLE_LANGUAGES, StaffRole
from app.accounts.people import dismiss, invite_staff, list_staff
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.console.guard import needs_staff
from app.web.console.shapes import is_email
from app.web.console.surroundings import go_to, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/people", "people", show, methods=["GET"])
    site.add_url_rule("/people", "people_invite", invite, methods=["POST"])
    site.add_url_rule("/people/<uuid:account_id>/dismiss", "people_dismiss", end, methods=["POST"])


@needs_staff()
def show(actor: Actor) -> str:  # noqa: ARG001
    """List who runs the platform."""
    return _page({"language": "en", "role": StaffRole.REVIEWER.value}, {})


@needs_staff(StaffRole.LEAD, fresh=True)
def invite(actor: Actor) -> Response:
    """Invite somebody to the staff."""
    fields = {name: typed(name) for name in ("email", "role", "language")}
    errors = {}
    if not is_email(fields["email"]):
        errors["email"] = gettext("That is not an email address. Check it for typing errors.")
    if fields["role"] not in set(StaffRole) or fields["language"] not in CONSOLE_LANGUAGES:
        errors["role"] = gettext("Choose a role of the list.")
    if errors:
        return make_response(_page(fields, errors), 422)
    try:
        with unit_of_work() as session:
            invite_staff(
                session, email=fields["email"], language=fields["language"], role=StaffRole(fields["role"]),
                invited_by=actor.account_id, now=utc_now(),
            )  # fmt: skip
    except AlreadyMember:
        return make_response(_page(fields, {"email": gettext("This person is staff already.")}), 422)
    flash(gettext("The invitation is on its way."))
    return go_to("staff.people")


@needs_staff(StaffRole.LEAD, fresh=True)
def end(actor: Actor, account_id: UUID) -> Response:
    """Let somebody be staff no longer; every session of theirs ends."""
    try:
        with unit_of_work() as session:
            dismiss(session, actor, account_id, now=utc_now())
    except LastOwner:
        flash(gettext("Somebody has to lead the staff: invite another lead first."), "error")
        return go_to("staff.people")
    flash(gettext("That person is staff no longer, and signed out everywhere."))
    return go_to("staff.people")


def _page(fields: dict[str, str], errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        people = list_staff(session)
    return render_template("staff/people.html", people=people, fields=fields, errors=errors, roles=StaffRole)

"""Who belongs to the organisation: invited, given another role, removed. Owners decide, everybody sees."""

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template
from flask_babel import gettext

from app.accounts.actor import Actor
from app.accounts.errors import AlreadyMember, LastOwner, TooManyTries
from app.accounts.inviting import list_invitations
from app.accounts.kinds import CONSOLE_LANGUAGES, OrganisationRole
from app.accounts.members import change_role, invite_member, list_members, remove_member, withdraw_invitation
from app.accounts.security import credentials
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.web.console.guard import needs_role
from app.web.console.shapes import is_email
from app.web.console.surroundings import go_to, typed


def add_routes(site: Blueprint) -> None:
    """Say which address leads to which view."""
    site.add_url_rule("/members", "members", show, methods=["GET"])
    site.add_url_rule("/members", "members_invite", invite, methods=["POST"])
    site.add_url_rule("/members/<uuid:account_id>/role", "member_role", set_role, methods=["POST"])
    site.add_url_rule("/members/<uuid:account_id>/remove", "member_remove", remove, methods=["POST"])
    site.add_url_rule("/invitations/<uuid:invitation_id>/withdraw", "invitation_withdraw", withdraw, methods=["POST"])


@needs_role(OrganisationRole.VIEWER)
def show(actor: Actor) -> str:
    """List members and open invitations."""
    return _page(actor, {"role": OrganisationRole.EDITOR.value, "language": actor.language}, {})


@needs_role(OrganisationRole.OWNER, second_factor=True)
def invite(actor: Actor) -> Response:
    """Invite somebody by mail."""
    fields = {name: typed(name) for name in ("email", "role", "language")}
    if errors := _complaints(fields):
        return make_response(_page(actor, fields, errors), 422)
    try:
        with unit_of_work() as session:
            invite_member(
                session, credentials(), actor, email=fields["email"], role=OrganisationRole(fields["role"]),
                language=fields["language"], now=utc_now(),
            )  # fmt: skip
    except AlreadyMember:
        return make_response(_page(actor, fields, {"email": gettext("This person belongs here already.")}), 422)
    except TooManyTries:
        error = gettext("Too many invitations at once. Nothing is lost: try again in a few minutes.")
        return make_response(_page(actor, fields, {"email": error}), 429)
    flash(gettext("The invitation is on its way."))
    return go_to("organiser.members")


@needs_role(OrganisationRole.OWNER, second_factor=True)
def set_role(actor: Actor, account_id: UUID) -> Response:
    """Give a member another role."""
    role = typed("role")
    if role not in set(OrganisationRole):
        flash(gettext("Choose a role of the list."), "error")
        return go_to("organiser.members")
    try:
        with unit_of_work() as session:
            change_role(session, actor, account_id, role=OrganisationRole(role), now=utc_now())
    except LastOwner:
        return _last_owner()
    flash(gettext("The role was changed."))
    return go_to("organiser.members")


@needs_role(OrganisationRole.OWNER, second_factor=True)
def remove(actor: Actor, account_id: UUID) -> Response:
    """Remove a member."""
    try:
        with unit_of_work() as session:
            remove_member(session, actor, account_id, now=utc_now())
    except LastOwner:
        return _last_owner()
    flash(gettext("The member was removed."))
    return go_to("front_door" if account_id == actor.account_id else "organiser.members")


@needs_role(OrganisationRole.OWNER, second_factor=True)
def withdraw(actor: Actor, invitation_id: UUID) -> Response:
    """Let an invitation lead nowhere."""
    with unit_of_work() as session:
        withdraw_invitation(session, actor, invitation_id, now=utc_now())
    flash(gettext("The invitation was withdrawn: its link leads nowhere now."))
    return go_to("organiser.members")


def _last_owner() -> Response:
    flash(gettext("An organisation needs an owner: make somebody else owner first."), "error")
    return go_to("organiser.members")


def _complaints(fields: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not is_email(fields["email"]):
        errors["email"] = gettext("That is not an email address. Check it for typing errors.")
    if fields["role"] not in set(OrganisationRole):
        errors["role"] = gettext("Choose a role of the list.")
    if fields["language"] not in CONSOLE_LANGUAGES:
        errors["language"] = gettext("Choose a language of the list.")
    return errors


def _page(actor: Actor, fields: dict[str, str], errors: dict[str, str]) -> str:
    with unit_of_work() as session:
        members = list_members(session, actor.acting_for)
        invitations = list_invitations(session, actor.acting_for, now=utc_now())
    return render_template(
        "organiser/members.html", members=members, invitations=invitations, fields=fields, errors=errors,
        roles=OrganisationRole,
    )  # fmt: skip

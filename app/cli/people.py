"""People: letting the first ones in, and seeing who is there."""

from typing import Final

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from app.accounts.kinds import CONSOLE_LANGUAGES, LetterKind, OrganisationRole, StaffRole
from app.accounts.models import Invitation
from app.accounts.people import invite_member, invite_staff, list_people, set_staff_role
from app.cli.keys import operator_keyring
from app.core.clock import utc_now
from app.core.db import unit_of_work

group = AppGroup("people", help="Accounts: organisers and staff.")
_ROLES: Final = [role.value for role in OrganisationRole]
_STAFF_ROLES: Final = [role.value for role in StaffRole]
"""By value: click would take the names of an enumeration's members."""
_language = click.option("--language", type=click.Choice(CONSOLE_LANGUAGES), default="en", show_default=True)


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("add")
@click.argument("email")
@click.argument("organisation")
@click.option("--role", type=click.Choice(_ROLES), default=OrganisationRole.OWNER.value, show_default=True)
@_language
def add(email: str, organisation: str, role: str, language: str) -> None:
    """Invite EMAIL to the ORGANISATION (its address); print the link that is mailed as well."""
    with unit_of_work() as session:
        invitation = invite_member(
            session, email=email, language=language, organisation=organisation, role=OrganisationRole(role),
            now=utc_now(),
        )  # fmt: skip
    _show_link(invitation)


@group.command("staff")
@click.argument("email")
@click.option("--role", type=click.Choice(_STAFF_ROLES), default=StaffRole.LEAD.value, show_default=True)
@click.option("--remove", is_flag=True, help="End it, and every session.")
@_language
def staff(email: str, role: str, remove: bool, language: str) -> None:
    """Invite EMAIL to the staff and print the link, or end it with --remove."""
    now = utc_now()
    with unit_of_work() as session:
        if remove:
            set_staff_role(session, email=email, role=None, actor="operator", now=now)
            return
        invitation = invite_staff(session, email=email, language=language, role=StaffRole(role), now=now)
    _show_link(invitation)


@group.command("list")
def list_all() -> None:
    """Show every account, what it belongs to, and whether it has a second factor app."""
    with unit_of_work() as session:
        for account, memberships in list_people(session):
            roles = [f"{each.organisation_id} {each.role}" for each in memberships]
            if account.staff_role:
                roles.insert(0, f"staff {account.staff_role}")
            click.echo(f"{account.email}  {', '.join(roles) or '(nothing)'}")


def _show_link(invitation: Invitation) -> None:
    token = operator_keyring().token(LetterKind.INVITATION, invitation.id)
    click.echo(f"{current_app.config['CONSOLE_URL']}/account/invitation/{token}")
    click.echo("It is mailed too, and works once the mail is on its way: within seconds where workers run.")

"""Switches, for when the console cannot be reached."""

import click
from flask.cli import AppGroup, FlaskGroup

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.switches.queries import list_turned_on
from app.switches.services import turn_off, turn_on
from app.switches.states import SwitchKind

group = AppGroup("switch", help="Stop something everywhere: signing, bulk_mail, or read_only for changes of any kind.")
_kind = click.argument("kind", type=click.Choice([kind.value for kind in SwitchKind]))
_reason = click.option("--reason", required=True, help="For the staff, and the audit.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("show")
def show() -> None:
    """Say which switches are on, since when and why."""
    with unit_of_work() as session:
        turned_on = {switch.kind: switch for switch in list_turned_on(session)}
    for kind in SwitchKind:
        switch = turned_on.get(kind)
        click.echo(f"{kind}: {f'stopped since {switch.since:%Y-%m-%d %H:%M} UTC: {switch.reason}' if switch else 'on'}")


@group.command("stop")
@_kind
@_reason
def stop(kind: str, reason: str) -> None:
    """Stop KIND everywhere. The web and the workers know within seconds."""
    with unit_of_work() as session:
        turn_on(session, SwitchKind(kind), reason=reason, actor="operator", now=utc_now())


@group.command("resume")
@_kind
@_reason
def resume(kind: str, reason: str) -> None:
    """Let KIND go on. Workers then move the ends of petitions by the time nobody could sign."""
    with unit_of_work() as session:
        turn_off(session, SwitchKind(kind), reason=reason, actor="operator", now=utc_now())

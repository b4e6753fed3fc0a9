"""Rules of retention from the command line."""

import click
from flask.cli import AppGroup, FlaskGroup

from app.cli.keys import operator_keyring
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.privacy.retention import RULES, carry_out
from app.privacy.runs import list_runs

group = AppGroup("retention", help="What is deleted by itself, and when it last was.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("show")
def show() -> None:
    """Show every rule: when it was last carried out, how many rows went then, and in all."""
    with unit_of_work() as session:
        runs = list_runs(session)
    for name in RULES:
        run = runs.get(name)
        when = f"{run.last_at:%Y-%m-%d %H:%M} UTC  {run.last_rows}  {run.rows}" if run else "never"
        click.echo(f"{name.value:<14}{when}")


@group.command("run")
def run() -> None:
    """Carry out every rule now, once, as beat does by itself."""
    for name, rule in RULES.items():
        with unit_of_work() as session:
            rows = carry_out(session, operator_keyring(), rule, now=utc_now())
        click.echo(f"{name.value:<14}{rows}")

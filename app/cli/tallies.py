"""The tally from the command line."""

import sys

import click
from flask.cli import AppGroup, FlaskGroup

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.tallies.folding import fold_tally
from app.tallies.reconciling import reconcile_tallies

group = AppGroup("tally", help="The published count.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("fold")
def fold() -> None:
    """Add all waiting events to the figures."""
    total, folded = 0, 1
    while folded:
        with unit_of_work() as session:
            folded = fold_tally(session, now=utc_now())
        total += folded
    click.echo(f"{total} events folded")


@group.command("reconcile")
def reconcile() -> None:
    """Count the signatures anew and compare. A figure that differs is frozen; then the exit status is 1."""
    with unit_of_work() as session:
        mismatches = reconcile_tallies(session)
    for each in mismatches:
        click.echo(f"{each.petition_id} {each.state.value}: {each.signatures} signatures, {each.tallied} in the tally")
    if mismatches:
        sys.exit(1)
    click.echo("every figure agrees with its signatures")

"""The audit from the command line."""

import sys

import click
from flask.cli import AppGroup, FlaskGroup

from app.audit.chain import find_head, has_hash, iter_breaks
from app.core.db import unit_of_work

group = AppGroup("audit", help="The append-only record of what staff, organisers and operators did.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("verify")
@click.option("--head", help="A hash (hex) noted earlier: it must still stand in the chain, as the newest or before.")
def verify(head: str | None) -> None:
    """Check every entry against the one before. The exit status is 1 where the chain does not hold."""
    with unit_of_work() as session:
        breaks = list(iter_breaks(session))
        newest = find_head(session)
        if head and not has_hash(session, bytes.fromhex(head)):
            breaks.append("the hash noted earlier is not in the chain: entries were removed or rewritten")
    for sentence in breaks:
        click.echo(sentence)
    if breaks:
        sys.exit(1)
    number, digest = (newest.number, newest.hash.hex()) if newest else (0, "-")
    click.echo(f"{number} entries, unbroken; head {digest}")

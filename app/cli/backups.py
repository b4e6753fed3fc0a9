"""Backups: what one that was restored still gives away."""

import sys

import click
from flask.cli import AppGroup, FlaskGroup
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.cli.keys import operator_keyring
from app.core.db import psycopg_url
from app.privacy.backups import iter_faults, list_sealed

group = AppGroup("backup", help="Backups of the database.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("check")
@click.argument("address")
def check(address: str) -> None:
    """Look at a backup that was restored into the database at ADDRESS (postgresql://…), which is left as it is.

    Says what is sealed to which key, and whether that key is still in the key folder. The exit status is 1 where the
    audit's chain or a figure does not hold.
    """
    engine = create_engine(psycopg_url(address))
    try:
        with Session(engine) as session:
            faults = list(iter_faults(session))
            for each in list_sealed(session, operator_keyring()):
                state = "readable" if each.is_readable else "unreadable: the key is gone"
                click.echo(f"{each.rows} {each.what}, {each.key}: {state}")
    finally:
        engine.dispose()
    for sentence in faults:
        click.echo(sentence)
    if faults:
        sys.exit(1)
    click.echo("the audit's chain and every figure hold")

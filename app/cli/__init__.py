"""``vigil``: everything operators do, from the command line."""

import sys

import click
from flask.cli import FlaskGroup

from app import create_app
from app.cli import (
    audit,
    backups,
    checkpoints,
    database,
    deliveries,
    exports,
    keys,
    letters,
    moderation,
    paper,
    people,
    pictures,
    processes,
    retention,
    samples,
    suppressions,
    switches,
    tallies,
)
from app.core.errors import VigilError

_STORIES = (
    processes,
    database,
    keys,
    samples,
    tallies,
    deliveries,
    checkpoints,
    exports,
    letters,
    pictures,
    moderation,
    paper,
    people,
    switches,
    suppressions,
    retention,
    backups,
    audit,
)


def build() -> FlaskGroup:
    """Return the group of all commands."""
    group = FlaskGroup(
        name="vigil",
        help="Vigil: petitions for individual prisoners.",
        create_app=lambda: create_app("operator"),
        add_default_commands=False,
        add_version_option=False,
        load_dotenv=False,
        set_debug_flag=False,
    )
    for story in _STORIES:
        story.add_commands(group)
    return group


def main() -> None:
    """Run the command line. What the product refuses is one clear sentence and exit status 2."""
    try:
        build().main(prog_name="vigil", standalone_mode=True)
    except VigilError as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)

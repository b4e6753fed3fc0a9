"""Sample campaigns."""

from typing import Final

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from app.accounts.security import credentials
from app.cli.keys import operator_keyring
from app.core.clock import utc_now
from app.core.crypto import PublicKeys
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.sample.content import read_samples
from app.sample.desk import load_desk
from app.sample.letters import load_letters
from app.sample.loading import load_sample
from app.sample.people import load_people
from app.tallies.folding import fold_tally

PEOPLE_FILE: Final = "sample-people.json"

group = AppGroup("sample", help="Sample campaigns.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("load")
def load() -> None:
    """Load the sample campaigns that are not there yet, and count their signatures before anybody looks.

    On a development machine also people who can sign in, and what they find on their desk.
    """
    now = utc_now()
    for sample in read_samples():
        with unit_of_work() as session:
            petition_id = load_sample(session, sample, now=now)
        if petition_id:
            click.echo(f"loaded {sample.slug}")
    with unit_of_work() as session:
        load_letters(session, now=now)
        fold_tally(session, now=now)
    settings: Settings = current_app.extensions["vigil.settings"]
    if not settings.is_production:  # their password stands in a file
        with unit_of_work() as session:
            load_people(session, credentials(), settings.var / PEOPLE_FILE, now=now)
        with unit_of_work() as session:
            load_desk(
                session, operator_keyring(), PublicKeys(settings.keys), receiver=f"{settings.base_url}/dev/webhook",
                now=now,
            )  # fmt: skip

"""Letters to officials: the stop switch."""

import click
from flask.cli import AppGroup, FlaskGroup

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.letters.services import get_letter, publish_letters, resume_letter, stop_letter

group = AppGroup("letter", help="Letters to officials.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("stop")
@click.argument("campaign")
@click.argument("letter")
@click.option("--reason", "reasons", nargs=2, multiple=True, required=True, help="Language and words: en 'He left.'")
def stop(campaign: str, letter: str, reasons: tuple[tuple[str, str], ...]) -> None:
    """Stop LETTER of CAMPAIGN (both by slug): its page says why, and asks nobody to write any more."""
    with unit_of_work() as session:
        stop_letter(session, get_letter(session, campaign, letter), reason=dict(reasons), now=utc_now())
        publish_letters(session)


@group.command("resume")
@click.argument("campaign")
@click.argument("letter")
def resume(campaign: str, letter: str) -> None:
    """Take the stop of LETTER of CAMPAIGN back."""
    with unit_of_work() as session:
        resume_letter(session, get_letter(session, campaign, letter))
        publish_letters(session)

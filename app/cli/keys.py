"""The key folder."""

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.privacy.retention import rotate_keys

group = AppGroup("keys", help="The key folder.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


def operator_keyring() -> Keyring:
    """The private keys, where this machine has them."""
    keyring: Keyring = current_app.extensions["vigil.keyring"]
    return keyring


@group.command("init")
def init() -> None:
    """Make what is missing; keep what is there. Safe to repeat."""
    rotate_keys(operator_keyring(), now=utc_now())


@group.command("rotate")
def rotate() -> None:
    """Make tomorrow's keys and destroy those whose days are over."""
    for name in rotate_keys(operator_keyring(), now=utc_now()):
        click.echo(f"destroyed {name}")

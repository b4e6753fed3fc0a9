"""Signatures on paper from the command line: what only somebody with the keys may do."""

from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup

from app.audit.chain import record
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import unit_of_work
from app.paper.counting import publish_paper
from app.paper.upkeep import erase_address, open_kept_scan

group = AppGroup("paper", help="Signatures on paper.")


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("erase")
@click.option(
    "--address", prompt=True, help="Asked for where it is left out: an argument stands in the shell's history."
)
def erase(address: str) -> None:
    """Delete whoever gave an address on any sheet. Who gave none is taken out by line, in the console."""
    with unit_of_work() as session:
        count = erase_address(session, _keyring(), address)
        if count:
            record(session, actor="operator", action="paper.erased", subject_kind="paper", now=utc_now(),
                   details={"count": count})  # fmt: skip
        publish_paper(session, now=utc_now())
    click.echo(f"erased from {count} petitions")


@group.command("scan")
@click.argument("scan", type=click.UUID)
@click.argument("target", type=click.Path(dir_okay=False, exists=True, writable=True, path_type=Path), metavar="TARGET")
def scan(scan: UUID, target: Path) -> None:
    """Write SCAN in clear to TARGET, to look at the evidence. TARGET must exist: make it where nobody else reads."""
    with unit_of_work() as session:
        content = open_kept_scan(session, _keyring(), scan)
        record(session, actor="operator", action="paper.scan_opened", subject_kind="paper_scan", subject_id=scan,
               now=utc_now())  # fmt: skip
        target.write_bytes(content)
    click.echo(f"{len(content)} bytes written; delete them when you have seen them")


def _keyring() -> Keyring:
    keyring: Keyring = current_app.extensions["vigil.keyring"]
    return keyring

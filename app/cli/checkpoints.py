"""The daily checkpoints from the command line."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click
from flask.cli import AppGroup, FlaskGroup, ScriptInfo

from app.checkpoints.chain import ChainReport, NotACheckpoint, SignedCheckpoint, read_published, verify_chain
from app.checkpoints.queries import list_after, signed
from app.core.crypto import PublicKeys
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.core.signing import NotAKey, key_fingerprint, read_public_key

group = AppGroup("checkpoint", help="The daily checkpoints of every petition's counts.")
_ALL = 10**9


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("verify", with_appcontext=False)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--public-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The published key.")
@click.pass_context
def verify(context: click.Context, files: tuple[Path, ...], public_key: Path | None) -> None:
    """Check the chain in FILES, as downloaded from the site; without any, the one in the database.

    With FILES and --public-key it needs neither platform nor database. The exit status is 1 where it does not hold.
    """
    given, key_text = public_key.read_bytes() if public_key else None, b""
    with ExitStack() as stack:
        if not files or given is None:
            flask_app = context.ensure_object(ScriptInfo).load_app()
            stack.enter_context(flask_app.app_context())
            settings: Settings = flask_app.extensions["vigil.settings"]
            key_text = PublicKeys(settings.keys).delivery_key()
        try:
            checkpoints = _read_files(files) if files else _read_database()
            key = read_public_key(given or key_text)
        except (NotACheckpoint, NotAKey) as wrong:
            raise click.ClickException(str(wrong)) from None
    report = verify_chain(checkpoints, key)
    click.echo(_say(report, key_fingerprint(key)))
    if not report.holds:
        sys.exit(1)


def _read_files(files: tuple[Path, ...]) -> list[SignedCheckpoint]:
    return [checkpoint for file in files for checkpoint in read_published(file.read_bytes())]


def _read_database() -> list[SignedCheckpoint]:
    with unit_of_work() as session:
        return [signed(row) for row in list_after(session, 0, limit=_ALL)]


def _say(report: ChainReport, fingerprint: str) -> str:
    if not report.holds:
        return "\n".join((f"the chain does NOT hold: {report.problems[0]}", *report.problems[1:20]))
    return (
        f"the chain holds from checkpoint {report.first} to {report.last} ({report.last_day})\n"
        f"signed by the key {fingerprint}\nhead {report.head}"
    )

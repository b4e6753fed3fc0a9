"""Exports from the command line: what there is, and where a list that leaked came from."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import click
from flask.cli import AppGroup, FlaskGroup

from app.audit.chain import record
from app.cli.keys import operator_keyring
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.exports.models import Export
from app.exports.queries import get_export, list_emails, list_exports
from app.exports.tracing import trace

group = AppGroup("exports", help="Files of signatures that staff asked for.")
_BLOCK: Final = 1 << 20


def add_commands(parent: FlaskGroup) -> None:
    """Add the commands of this story."""
    parent.add_command(group)


@group.command("list")
def list_all() -> None:
    """List the newest exports: when, state, people, by whom, what for."""
    with unit_of_work() as session:
        exports, emails = list_exports(session), list_emails(session)
    for each in exports:
        who = emails.get(each.asked_by, "-")
        click.echo(f"{each.asked_at:%Y-%m-%d} {each.id} {each.state} {each.people} {who} {each.request['purpose']}")


@group.command("trace")
@click.argument("leaked", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
def trace_file(leaked: Path) -> None:
    """Say which export FILE came from, by its marker rows: a text file, a CSV, a workbook, or one name in a line.

    Exit status 1 where no marker stands in it.
    """
    with unit_of_work() as session:
        found = trace(session, operator_keyring(), _iter_lines(leaked))
        lines = [_line(get_export(session, each), list_emails(session), count) for each, count in found.items()]
        record(session, actor="operator", action="export.traced", subject_kind="export", now=utc_now(),
               details={"exports": [str(each) for each in found]})  # fmt: skip
    if not found:
        raise click.ClickException("no marker of an export stands in it")
    click.echo("\n".join(lines))


def _line(export: Export, emails: Mapping[UUID, str], count: int) -> str:
    fetched = f"fetched on {export.fetched_at:%Y-%m-%d}" if export.fetched_at else "never fetched"
    who = emails.get(export.asked_by, "-")
    return f"{count} of {export.markers} markers: export {export.id}, asked for by {who}, {fetched}"


def _iter_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text, or of the sheets of a workbook, whose cells are parted like those of a line."""
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8-sig", errors="replace") as text:
            yield from text
        return
    with zipfile.ZipFile(path) as book:
        for part in book.namelist():
            if part.endswith(".xml"):
                with book.open(part) as content:
                    yield from _iter_pieces(io.TextIOWrapper(content, encoding="utf-8", errors="replace"))


def _iter_pieces(text: IO[str]) -> Iterator[str]:
    """Yield a text that may be one long line, cut where a tag begins."""
    left = ""
    while block := text.read(_BLOCK):
        whole, mark, rest = (left + block).rpartition("<")
        left = mark + rest
        yield whole
    yield left

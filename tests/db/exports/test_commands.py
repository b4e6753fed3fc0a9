"""What operators do with exports: list them, and trace a list that leaked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.cli.exports import group
from app.core.crypto import Keyring
from app.exports.models import Export
from app.exports.rules import Column, Format
from app.signatures.states import ShowName
from tests.factories import OpenPetition, add_signature
from tests.factories.exports import IDENTITY, add_approved, wish_for

Command = Callable[..., Result]


@pytest.fixture
def run(operator_app: Flask) -> Command:
    return lambda *words: operator_app.test_cli_runner().invoke(group, [str(word) for word in words])


@pytest.fixture
def leak(
    owner_session: Session, shared_petition: OpenPetition, keyring: Keyring, compiled: Callable[[Export], bytes]
) -> Callable[[Format], tuple[Export, bytes]]:
    """Compile an export of public names; return it with what it holds in clear."""
    for number in range(6):
        add_signature(owner_session, keyring, shared_petition, name=f"Real {number}", show_name=ShowName.FULL)

    def leaked(form: Format) -> tuple[Export, bytes]:
        wish = wish_for(shared_petition.id, columns=(Column.ROW, Column.SHOWN_NAME, Column.LANGUAGE), format=form)
        export = add_approved(owner_session, wish, identity=IDENTITY)
        return export, compiled(export)

    return leaked


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX, Format.JSON_LINES])
def test_a_leaked_file_is_traced_to_its_export(
    run: Command, leak: Callable[[Format], tuple[Export, bytes]], tmp_path: Path, owner_session: Session, form: Format
) -> None:
    leak(Format.CSV)
    export, content = leak(form)
    file = tmp_path / "leaked"
    file.write_bytes(content)
    done = run("trace", file)
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    assert done.output.startswith(f"3 of 3 markers: export {export.id}, asked for by -, never fetched")
    entry = owner_session.scalars(select(AuditEntry).where(AuditEntry.action == "export.traced")).one()
    assert entry.details == {"exports": [str(export.id)]}


def test_what_holds_no_marker_is_of_no_export(
    run: Command, leak: Callable[[Format], tuple[Export, bytes]], tmp_path: Path
) -> None:
    leak(Format.CSV)
    file = tmp_path / "other"
    file.write_text("row,name\n1,Real 1\n2,Real 2\n\x00\ufffd\n", encoding="utf-8")
    done = run("trace", file)
    assert done.exit_code == 1
    assert "no marker" in done.output


def test_exports_are_listed(run: Command, leak: Callable[[Format], tuple[Export, bytes]]) -> None:
    export, _content = leak(Format.CSV)
    assert run("list").output.split()[1:4] == [str(export.id), "ready", "6"]

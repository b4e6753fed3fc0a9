"""An export of many is compiled while its worker is killed: what leaves is the same as without."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pyrage
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.core.db import psycopg_url
from app.core.ids import new_id
from app.embedded.processes import wait_until
from app.exports.compiling import file_of
from app.exports.rules import Column, Format
from tests.factories.exports import IDENTITY, add_approved, wish_for
from tests.faults.installation import Installation

pytestmark = pytest.mark.faults

PEOPLE = 400_000
KILLS = 2
_SIGNATURES = (
    "COPY vigil.signature (id, petition_id, fingerprint, state, submission_id, language, name_sealed, country,"
    " show_name, deliver_name, updates, source_code, confirmed_hour, publish_name) FROM STDIN"
)


def sign_up(site: Installation) -> None:
    """Put confirmed signatures with public names into the petition."""
    with psycopg.connect(site.postgres.url(user="postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(_SIGNATURES) as copy:
            for row in itertools.islice(iter_people(site), PEOPLE):
                copy.write_row(row)


def iter_people(site: Installation) -> Iterator[tuple[object, ...]]:
    keyring, petition_id, hour = site.keyring, UUID(site.petition_id), datetime(2026, 1, 1, tzinfo=UTC)
    for number in itertools.count():
        row = new_id()
        sealed = keyring.seal_words(f"Somebody Sample {number}", petition_id=petition_id, row=row)
        yield (
            new_id(), petition_id, row.bytes, "confirmed", row, "en", sealed, "FR", "full", False, False, "",
            hour, False,
        )  # fmt: skip


def read(site: Installation) -> tuple[str, int, int, bytes | None]:
    ((state, done, total, digest),) = site.fetch("SELECT state, done, total, plain_sha256 FROM vigil.export")
    return state, done, total, digest


def is_in_the_middle(site: Installation) -> bool:
    state, done, total, _digest = read(site)
    return state == "compiling" and 0 < done < total


def compile_again(site: Installation) -> None:
    """Put the finished export back to where a killed worker leaves one."""
    with psycopg.connect(site.postgres.url(user="postgres")) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE vigil.export SET state = 'compiling', done = 0, plain_sha256 = NULL")


def open_file(site: Installation, export_id: UUID) -> bytes:
    return pyrage.decrypt(file_of(site.folder, export_id).read_bytes(), [IDENTITY])


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
def test_killed_in_the_middle_it_leaves_the_same(
    installation: Installation, tell: Callable[..., None], form: Format
) -> None:
    site, killed = installation, 0
    sign_up(site)
    engine = create_engine(psycopg_url(site.postgres.url()), poolclass=NullPool)
    with Session(engine, expire_on_commit=False) as session:
        columns = (Column.ROW, Column.SHOWN_NAME, Column.LANGUAGE)
        wish = wish_for(UUID(site.petition_id), columns=columns, format=form)
        export_id = add_approved(session, wish, identity=IDENTITY).id
        session.commit()
    for _ in range(KILLS):
        assert wait_until(lambda: is_in_the_middle(site), seconds=120), read(site)
        killed += site.kill(site.runner.pids("bulk")[0])
        left = read(site)
        assert left[0] == "compiling"
        assert wait_until(lambda left=left: read(site)[1] != left[1], seconds=120), "nobody began anew"
    assert wait_until(lambda: read(site)[0] == "ready", seconds=180), read(site)
    content, digest = open_file(site, export_id), read(site)[3]
    assert digest is not None
    assert hashlib.sha256(content).digest() == digest
    compile_again(site)
    assert wait_until(lambda: read(site)[0] == "ready", seconds=180), read(site)
    assert read(site)[3] == digest
    assert open_file(site, export_id) == content
    assert [path.name for path in file_of(site.folder, export_id).parent.iterdir()] == [f"{export_id}.age"]
    tell(f"export killed, {form}", killed=killed, rows=read(site)[2], bytes=len(content))
    assert killed == KILLS

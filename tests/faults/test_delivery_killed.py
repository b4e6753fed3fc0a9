"""A delivery with names is compiled while its worker is killed: the pack is the same as without, file by file."""

import hashlib
import io
import itertools
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pyrage
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.core.clock import to_hour, utc_now
from app.core.db import psycopg_url
from app.core.ids import new_id
from app.deliveries.asking import request_delivery
from app.deliveries.facts import Profile
from app.embedded.processes import wait_until
from app.petitions.models import Recipient
from app.petitions.wordings import get_current_wording
from tests.faults.installation import Installation

pytestmark = pytest.mark.faults

PEOPLE = 20_000
KILLS = 2
RAPPORTEUR = "un-special-rapporteur-iran"
_SIGNATURES = (
    "COPY vigil.signature (id, petition_id, fingerprint, state, submission_id, wording_id, language, name_sealed,"
    " country, show_name, deliver_name, updates, source_code, confirmed_hour, publish_name) FROM STDIN"
)
_TOTAL = (
    "INSERT INTO vigil.tally_bucket (petition_id, state, dimension, key, count)"
    " VALUES (%s, 'confirmed', 'total', '', %s)"
    " ON CONFLICT (petition_id, state, dimension, key) DO UPDATE SET count = excluded.count"
)


def ask(site: Installation, identity: pyrage.x25519.Identity) -> None:
    """Put signatures of people who hand their names over into the petition, and ask for a delivery of them."""
    petition_id = UUID(site.petition_id)
    with Session(create_engine(psycopg_url(site.postgres.url()), poolclass=NullPool)) as session:
        wording_id = get_current_wording(session, petition_id).id
        with psycopg.connect(site.postgres.url(user="postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            with cursor.copy(_SIGNATURES) as copy:
                for row in itertools.islice(iter_people(site, petition_id, wording_id), PEOPLE):
                    copy.write_row(row)
            cursor.execute(_TOTAL, [petition_id, PEOPLE])
        rapporteur = session.scalars(select(Recipient).where(Recipient.slug == RAPPORTEUR)).one()
        request_delivery(
            session, petition_id, rapporteur, profile=Profile.NAMES_AND_COUNTRIES, language="en",
            age_recipients=[str(identity.to_public())], actor="operator", now=utc_now(),
        )  # fmt: skip
        session.commit()


def iter_people(site: Installation, petition_id: UUID, wording_id: UUID) -> Iterator[tuple[object, ...]]:
    keyring, hour = site.keyring, to_hour(datetime.now(UTC)) - timedelta(hours=2)
    for number in itertools.count():
        row = new_id()
        sealed = keyring.seal_words(f"Somebody Sample {number}", petition_id=petition_id, row=row)
        yield (
            new_id(), petition_id, row.bytes, "confirmed", row, wording_id, "en", sealed, "FR", "no", True, False, "",
            hour, False,
        )  # fmt: skip


def read(site: Installation) -> tuple[str, int, int, bytes | None]:
    ((state, done, total, manifest),) = site.fetch("SELECT state, done, total, manifest_sha256 FROM vigil.delivery")
    return state, done, total, manifest


def is_in_the_middle(site: Installation) -> bool:
    state, done, total, _manifest = read(site)
    return state == "compiling" and 0 < done < total


def compile_again(site: Installation) -> None:
    """Put the compiled delivery back to where a killed worker leaves one."""
    with psycopg.connect(site.postgres.url(user="postgres")) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE vigil.delivery SET state = 'compiling', done = 0, pack_name = NULL, pack_sha256 = NULL,"
            " manifest_sha256 = NULL"
        )


def open_pack(site: Installation, identity: pyrage.x25519.Identity) -> dict[str, bytes]:
    """Return the digest of every file of the one pack there is."""
    (pack,) = (site.folder / "deliveries").iterdir()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(pack.read_bytes(), [identity]))) as opened:
        return {name: hashlib.sha256(opened.read(name)).digest() for name in opened.namelist()}


def test_killed_in_the_middle_it_comes_to_the_same(installation: Installation, tell: Callable[..., None]) -> None:
    site, identity, killed = installation, pyrage.x25519.Identity.generate(), 0
    ask(site, identity)
    for _ in range(KILLS):
        assert wait_until(lambda: is_in_the_middle(site), seconds=120), read(site)
        killed += site.kill(site.runner.pids("bulk")[0])
        left = read(site)
        assert left[0] == "compiling"
        assert wait_until(lambda left=left: read(site)[1] != left[1], seconds=120), "nobody began anew"
    assert wait_until(lambda: read(site)[0] == "compiled", seconds=180), read(site)
    manifest, files = read(site)[3], open_pack(site, identity)
    assert manifest is not None
    assert manifest == files["manifest.json"]
    compile_again(site)
    assert wait_until(lambda: read(site)[0] == "compiled", seconds=180), read(site)
    assert read(site)[3] == manifest
    assert open_pack(site, identity) == files
    tell("delivery killed", killed=killed, names=PEOPLE, files=len(files))
    assert killed == KILLS

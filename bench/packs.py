"""Packs of a petition with very many signatures, beside the database's own COPY of the same rows in the same run.

Numbers only with all of them, names in PDF with as many as agreed, and the tally compared with the signatures. Every
figure is a median of rounds but the names, which are compiled once for their memory.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import UUID

import psycopg
import pyrage
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.core.db import psycopg_url
from app.core.ids import new_id
from app.deliveries.asking import request_delivery
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery
from app.deliveries.states import DeliveryState
from app.embedded.site import prepare
from app.embedded.stack import Stack
from app.petitions.models import Recipient
from bench.report import Bound

NUMBERS_TO_COPY_AT_MOST: Final = 15.0
NAMES_MEMORY_MB_AT_MOST: Final = 1024.0
RECONCILED_MS_AT_MOST: Final = 150.0
_PASSED_ON: Final = ("PATH", "TMPDIR", "HOME")
_NUMBERS_TO, _NAMES_TO = "head-of-judiciary-iran", "un-special-rapporteur-iran"
_CAMPAIGN: Final = "stop-torturing-maryam"
_SEALED: Final = (
    "COPY vigil.signature (id, petition_id, fingerprint, state, submission_id, wording_id, language, name_sealed,"
    " country, show_name, deliver_name, updates, source_code, confirmed_hour, publish_name) FROM STDIN"
)
_OTHERS: Final = """
INSERT INTO vigil.signature (id, petition_id, fingerprint, state, submission_id, wording_id, language, name_sealed,
    country, show_name, deliver_name, updates, source_code, confirmed_hour, publish_name)
SELECT gen_random_uuid(), %(petition)s, sha256(convert_to('bench' || person, 'UTF8')), 'confirmed', gen_random_uuid(),
    %(wording)s, 'en', decode(md5(person::text) || md5('x' || person), 'hex'),
    (ARRAY['FR', 'DE', 'GB', 'US', 'SE', ''])[1 + person %% 6], 'no', false, false, '',
    date_trunc('hour', now() - person %% 9000 * interval '1 hour', 'UTC') - interval '1 hour', false
FROM generate_series(1, %(count)s) AS person
"""
_TOTAL: Final = (
    "INSERT INTO vigil.tally_bucket (petition_id, state, dimension, key, count)"
    " VALUES (%(petition)s, 'confirmed', 'total', '', %(count)s)"
)
_COPY: Final = "COPY (SELECT * FROM vigil.signature WHERE state = 'confirmed') TO '/dev/null'"
_SETTLE: Final = ("VACUUM (ANALYZE) vigil.signature", "VACUUM (ANALYZE) vigil.tally_bucket", "CHECKPOINT")
_GIVEN: Final = ("Ana", "Björn", "Chloé", "Emeka", "Фёдор", "غزل", "Hoa", "İpek", "ジュン", "Κώστας", "ليلى", "मीरा")


class PackWay:
    """A database with many confirmed signatures to the sample petition, inside ``with``; nothing else runs."""

    def __init__(self, folder: Path) -> None:
        inherited = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._stack = Stack(folder, environ=inherited)

    def __enter__(self) -> "PackWay":
        self._stack.start()
        assert self._stack.postgres is not None
        self.environ = self._stack.environ()
        prepare(self.environ)
        self._postgres = self._stack.postgres
        return self

    def __exit__(self, *_ended: object) -> None:
        self._stack.stop()

    def fill(self, signatures: int, *, names: int) -> None:
        """Put so many confirmed signatures in, ``names`` of which hand over their name to whom the wording names."""
        keyring = Keyring(Path(self.environ["VIGIL_KEYS"]))
        petition_id, wording_id = self._petition()
        with psycopg.connect(self._postgres.url(user="postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            with cursor.copy(_SEALED) as copy:
                for row in _iter_sealed(keyring, petition_id, wording_id, count=names):
                    copy.write_row(row)
            cursor.execute(_OTHERS, {"petition": petition_id, "wording": wording_id, "count": signatures - names})
            cursor.execute(_TOTAL, {"petition": petition_id, "count": signatures})
        with psycopg.connect(self._postgres.url(user="postgres"), autocommit=True) as connection:
            for step in _SETTLE:
                connection.execute(step)

    def _petition(self) -> tuple[UUID, UUID]:
        with psycopg.connect(self._postgres.url()) as connection:
            row = connection.execute(
                "SELECT p.id, w.id FROM vigil.petition p JOIN vigil.campaign c ON c.id = p.campaign_id"
                " JOIN vigil.wording w ON w.petition_id = p.id WHERE c.slug = %s",
                [_CAMPAIGN],
            ).fetchone()
        assert row is not None
        return row[0], row[1]

    def copy_seconds(self) -> float:
        """Return how long the server takes to copy the same rows to nowhere."""
        with psycopg.connect(self._postgres.url(user="postgres"), autocommit=True) as connection:
            began = time.monotonic()
            connection.execute(_COPY)
            return time.monotonic() - began

    def compile(self, profile: Profile) -> dict[str, float]:
        """Ask for a delivery and compile it in a process of its own; return seconds and memory."""
        delivery_id = self._ask(profile)
        measured = self.measure("compile")
        with Session(self._engine()) as session:
            state = session.scalar(select(Delivery.state).where(Delivery.id == delivery_id))
        assert state is DeliveryState.COMPILED, state
        return measured

    def _ask(self, profile: Profile) -> UUID:
        names = profile is Profile.NAMES_AND_COUNTRIES
        keys = [str(pyrage.x25519.Identity.generate().to_public())] if names else []
        with Session(self._engine()) as session:
            recipient = session.scalars(
                select(Recipient).where(Recipient.slug == (_NAMES_TO if names else _NUMBERS_TO))
            ).one()
            made = request_delivery(
                session, self._petition()[0], recipient, profile=profile, language="en", age_recipients=keys,
                actor="operator", now=utc_now(),
            )  # fmt: skip
            session.commit()
            return made.id

    def measure(self, what: str) -> dict[str, float]:
        """Run one measurement of ``bench.packing``."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.packing", what], env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        found: dict[str, float] = json.loads(done.stdout.strip().rpartition("\n")[2])
        return found

    def _engine(self) -> Engine:
        return create_engine(psycopg_url(self._postgres.url()), poolclass=NullPool)


def _iter_sealed(keyring: Keyring, petition_id: UUID, wording_id: UUID, *, count: int) -> Iterator[tuple[Any, ...]]:
    hour = to_hour(utc_now()) - timedelta(hours=1)
    for number in range(count):
        submission_id = new_id()
        name = f"{_GIVEN[number % len(_GIVEN)]} {_GIVEN[number // 12 % len(_GIVEN)]} {number}"
        yield (
            new_id(), petition_id, number.to_bytes(32, "big"), "confirmed", submission_id, wording_id, "en",
            keyring.seal_words(name, petition_id=petition_id, row=submission_id),
            ("DE", "FR", "GB", "SE", "")[number % 5], "no", True, False, "", hour, False,
        )  # fmt: skip


def measure_packs(folder: Path, *, signatures: int, names: int, rounds: int, say: Callable[[str], None]) -> list[Bound]:
    """Fill, then measure by rounds; return what must not be more than it may."""
    with PackWay(folder) as way:
        say(f"{signatures:,} confirmed signatures, {names:,} of them with names to hand over")
        way.fill(signatures, names=names)
        ratios, reconciled = [], []
        for number in range(rounds):
            copied = way.copy_seconds()
            pack = way.compile(Profile.NUMBERS_ONLY)["seconds"]
            ratios.append(pack / copied)
            reconciled.append(way.measure("reconcile")["seconds"] * 1000)
            say(
                f"  round {number + 1}: COPY {copied:.2f} s, numbers-only pack {pack:.2f} s ({ratios[-1]:.1f} times),"
                f" reconciled in {reconciled[-1]:.0f} ms"
            )
        with_names = way.compile(Profile.NAMES_AND_COUNTRIES)
        say(f"  pack with names: {with_names['seconds']:.0f} s, {with_names['memory_mb']:.0f} MB at most")
    return [
        Bound("numbers-only pack to COPY", median(ratios), "times", NUMBERS_TO_COPY_AT_MOST),
        Bound("memory of a pack with names", with_names["memory_mb"], "MB", NAMES_MEMORY_MB_AT_MOST),
        Bound("tally reconciled", median(reconciled), "ms", RECONCILED_MS_AT_MOST),
    ]

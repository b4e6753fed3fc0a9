"""Exports of many signatures beside a COPY of the same rows by the server, in one run.

Every name is sealed as signing seals it; the worker is the one that ``make run`` starts. What counts is the time that
the row itself says, from the beginning of the work to the file in its place, and the worker's peak of memory.
"""

import csv
import io
import itertools
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg
import pyrage
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.accounts.actor import Actor
from app.accounts.kinds import StaffRole
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import psycopg_url
from app.core.ids import new_id
from app.embedded.processes import wait_until
from app.embedded.runner import Program
from app.exports.asking import approve, ask
from app.exports.compiling import file_of
from app.exports.keys import add_key
from app.exports.models import Export
from app.exports.rules import Column, Format, Purpose, Wish
from app.exports.states import ExportState
from app.petitions.models import Wording, WordingRecipient
from bench.people import iter_names
from bench.report import Comparison
from bench.vigil_way import VigilWay

MEGABYTES_AT_MOST: Final = 200
MUST: Final = {Format.CSV: 1 / 12, Format.XLSX: 1 / 30}
"""Rows a second beside those of a COPY."""
COLUMNS: Final = (
    Column.ROW, Column.NAME_FOR_RECIPIENT, Column.COUNTRY, Column.LANGUAGE, Column.MONTH, Column.DELIVER_NAME,
)  # fmt: skip
_ENDS_WITHIN_SECONDS: Final = 900
_PEOPLE: Final = (
    "COPY vigil.signature (id, petition_id, fingerprint, state, submission_id, wording_id, language, name_sealed,"
    " country, show_name, deliver_name, updates, source_code, confirmed_hour, publish_name) FROM STDIN"
)
_SETTLE: Final = ("VACUUM (ANALYZE) vigil.signature", "CHECKPOINT")
_COPY: Final = (
    "COPY (SELECT submission_id, name_sealed, country, language, confirmed_hour, deliver_name FROM vigil.signature"
    " WHERE petition_id = '{petition}' AND state = 'confirmed') TO '/dev/null'"
)
_COUNTRIES: Final = ("DE", "FR", "GB", "SE", "IT", "CA", "", "NL", "TR", "US")
_LANGUAGES: Final = ("en", "fa", "fr", "de", "es", "ar")


@dataclass(frozen=True)
class Made:
    """One export as it came: seconds of work, the worker's peak in MB, and whether the file holds what it should."""

    seconds: float
    megabytes: float
    is_whole: bool


class ExportWay(VigilWay):
    """Vigil with a worker that compiles; nobody signs."""

    workers = ("compile", "beat")

    def programs(self, environ: dict[str, str]) -> list[Program]:
        """The web, beat, and the worker."""
        usual = [program for program in super().programs(environ) if program.name in ("web", "beat")]
        argv = [sys.executable, "-m", "app.cli", "worker", "compile"]
        return [*usual, Program(name="compile", argv=argv, environ=environ, nice=0)]

    def sign_up(self, count: int) -> None:
        """Put so many confirmed signatures into the petition, who all agreed to hand their names over."""
        keyring = Keyring(Path(self.environ["VIGIL_KEYS"]))
        with psycopg.connect(self.postgres.url(user="postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            with cursor.copy(_PEOPLE) as copy:
                for row in self._iter_people(count, keyring):
                    copy.write_row(row)
        for step in _SETTLE:
            self.ask(step)

    def _iter_people(self, count: int, keyring: Keyring) -> Iterator[tuple[object, ...]]:
        petition_id, wording_id = UUID(self.petition), self._named()[0]
        hour = datetime(2026, 1, 1, tzinfo=UTC)
        for number, name in enumerate(itertools.islice(iter_names(), count)):
            submission_id = new_id()
            yield (
                new_id(), petition_id, submission_id.bytes, "confirmed", submission_id, wording_id,
                _LANGUAGES[number % len(_LANGUAGES)],
                keyring.seal_words(name, petition_id=petition_id, row=submission_id),
                _COUNTRIES[number % len(_COUNTRIES)], "no", True, False, "", hour + timedelta(hours=number % 5000),
                False,
            )  # fmt: skip

    def _named(self) -> tuple[UUID, UUID]:
        """Return a wording of the petition and an office that it names as getting names."""
        with self._session() as session:
            found = session.execute(
                select(Wording.id, WordingRecipient.recipient_id)
                .join(WordingRecipient, WordingRecipient.wording_id == Wording.id)
                .where(Wording.petition_id == UUID(self.petition))
            ).first()
        assert found is not None
        return found[0], found[1]

    def copy_seconds(self) -> float:
        """Have the server itself write the same rows, sealed as they are, to nowhere."""
        begins = time.monotonic()
        self.ask(_COPY.format(petition=self.petition))
        return time.monotonic() - begins

    def export(self, form: Format, *, people: int) -> Made:
        """Ask, approve, let a fresh worker compile, and read the file."""
        identity = pyrage.x25519.Identity.generate()
        export_id = self._approved(form, str(identity.to_public()))
        with self.working():
            assert wait_until(lambda: self._state(export_id) in _ENDED, seconds=_ENDS_WITHIN_SECONDS), self.words()
            megabytes = self._peak()
        with self._session() as session:
            export = session.get_one(Export, export_id)
        assert export.state is ExportState.READY, export.failure
        assert export.ready_at is not None
        assert export.started_at is not None
        names = _count_names(file_of(Path(self.environ["VIGIL_VAR"]), export_id), identity, form)
        return Made(
            seconds=(export.ready_at - export.started_at).total_seconds(),
            megabytes=megabytes,
            is_whole=(export.people, names) == (people, people + export.markers),
        )

    def _approved(self, form: Format, age_key: str) -> UUID:
        asker, other = (Actor(account_id=new_id(), language="en", staff_role=StaffRole.LEAD) for _ in range(2))
        wish = Wish(
            petition_id=UUID(self.petition), purpose=Purpose.HAND_OVER, words="Measured.", columns=COLUMNS, format=form,
            recipient_id=self._named()[1],
        )  # fmt: skip
        with self._session() as session:
            key = add_key(session, asker, label="bench", age_key=age_key, wait=timedelta(0), now=utc_now())
            export_id = ask(session, asker, wish, key_id=key.id, now=utc_now())
            digest = session.get_one(Export, export_id).digest.hex()
            approve(session, other, export_id, digest=digest, now=utc_now())
            session.commit()
        return export_id

    def _state(self, export_id: UUID) -> ExportState:
        with self._session() as session:
            return session.scalars(select(Export.state).where(Export.id == export_id)).one()

    def _peak(self) -> float:
        """Return the most memory the worker ever held, in MB."""
        status = Path(f"/proc/{self.runner.pids('compile')[0]}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def _session(self) -> Session:
        engine = create_engine(psycopg_url(self.postgres.url()), poolclass=NullPool)
        return Session(engine, expire_on_commit=False)


_ENDED: Final = (ExportState.READY, ExportState.FAILED)


def _count_names(path: Path, identity: Any, form: Format) -> int:
    """Return how many names a file has; of a workbook, how many rows below the head."""
    content = pyrage.decrypt(path.read_bytes(), [identity])
    if form is Format.CSV:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return sum(1 for row in rows if row["name_for_recipient"])
    return _count_rows(content)


def _count_rows(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return sum(book.read(name).count(b"<row>") - 1 for name in sheets)


def measure_exports(
    way: ExportWay, *, people: int, rounds: int, say: Callable[[str], None]
) -> tuple[list[Comparison], bool]:
    """Measure COPY, CSV, XLSX, again and again; return the comparisons, and whether memory and content held."""
    say(f"exports of {people:,} confirmed signatures")
    way.sign_up(people)
    copies: list[float] = []
    made: dict[Format, list[Made]] = {form: [] for form in MUST}
    for _ in range(rounds):
        copies.append(people / way.copy_seconds())
        for form, came in made.items():
            came.append(way.export(form, people=people))
            last = came[-1]
            say(
                f"  {form.value:<5} {last.seconds:6.1f} s, {last.seconds * copies[-1] / people:5.1f} times a COPY of"
                f" {people / copies[-1]:.2f} s; peak"
                f" {last.megabytes:.0f} MB; {'whole' if last.is_whole else 'NOT WHOLE'}"
            )
    compared = [
        Comparison(
            f"export rows, {form.value}", [people / each.seconds for each in made[form]], "rows of a COPY", copies, must
        )
        for form, must in MUST.items()
    ]
    each_made = [each for came in made.values() for each in came]
    return compared, all(each.is_whole and each.megabytes <= MEGABYTES_AT_MOST for each in each_made)

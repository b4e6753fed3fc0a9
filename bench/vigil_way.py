"""Vigil, with all its processes."""

import contextlib
import functools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import psycopg
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.core.clock import utc_now
from app.core.db import psycopg_url
from app.embedded.ports import answers
from app.embedded.postgres import Postgres
from app.embedded.processes import wait_until
from app.embedded.runner import Program
from app.embedded.site import prepare, programs
from app.sample.content import read_samples
from app.sample.loading import load_sample
from bench.load import CLIENTS, Line, Load, Signing, sign_at
from bench.requests import post_request
from bench.way import Way, rate_of

CAMPAIGN: Final = "stop-torturing-maryam"
_TWIN: Final = f"{CAMPAIGN}-twin"
_INTAKE: Final = "SELECT count(*) FROM vigil.intake"
_QUEUED: Final = "SELECT count(*) FROM vigil.outgoing_mail WHERE state = 'queued'"

_CONFIRM_MANY: Final = """
INSERT INTO vigil.signature (id, petition_id, fingerprint, state, wording_id, language, country, show_name,
    deliver_name, updates, source_code, confirmed_hour, publish_name)
SELECT gen_random_uuid(), wording.petition_id, sha256(convert_to('bench' || person, 'UTF8')), 'confirmed', wording.id,
    'en', (ARRAY['FR', 'DE', 'GB', 'US', 'SE', ''])[1 + person %% 6], 'no', false, false, '',
    date_trunc('hour', now(), 'UTC'), false
FROM generate_series(1, %s) AS person, vigil.wording WHERE wording.petition_id = %s
"""
_SETTLE: Final = ("VACUUM (ANALYZE) vigil.signature", "VACUUM (ANALYZE) vigil.tally_event", "CHECKPOINT")
"""What the database would do behind the next minutes' back; a checkpoint is the superuser's to ask for."""
_PUBLISHED: Final = "SELECT coalesce(max(confirmed), 0) FROM published.tally"
_FOLDED_WITHIN_SECONDS: Final = 300

_CANCEL: Final = "UPDATE vigil.outgoing_mail SET state = 'cancelled', address_sealed = NULL WHERE state = 'queued'"


@dataclass(frozen=True)
class Backlog:
    """What waits at one moment, in seconds since the watch began."""

    at: float
    intake: int
    mails: int

    @property
    def together(self) -> int:
        """All that waits."""
        return self.intake + self.mails


class VigilWay(Way):
    """The sample campaign's petition, signed over HTTP; drained and mailed by the usual workers."""

    workers = ("intake", "mail", "bulk", "beat")
    first_page = f"/en/campaigns/{CAMPAIGN}"

    @property
    def postgres(self) -> Postgres:
        """The database's server."""
        assert self.stack.postgres is not None
        return self.stack.postgres

    def prepare(self, environ: dict[str, str]) -> None:
        """Migrate, make keys, load the sample campaign."""
        prepare(environ)

    def programs(self, environ: dict[str, str]) -> list[Program]:
        """All but the console."""
        self.environ = environ
        return [program for program in programs(environ) if program.name != "console"]

    def signing(self) -> Signing:
        """Post the form: there is no session, so nothing need be fetched before."""
        path = f"/en/petitions/{self.petition}/sign"

        async def sign(line: Line) -> bool:
            answer = await line.ask(post_request(self.port, path, self.bodies.popleft()))
            return answer.startswith(b"HTTP/1.1 303")

        return sign

    def drained_per_second(self, rows: int, *, seconds: float) -> float:
        """Let the intake's worker alone at a backlog of at least so many rows."""
        if (missing := rows - self.count(_INTAKE)) > 0:
            self.sign_times(missing)
        goal = self.count(_QUEUED) + self.count(_INTAKE)
        with self.working("intake", "beat"):
            return rate_of(lambda: self.count(_QUEUED), goal=goal, seconds=seconds)

    def mailed_per_second(self, *, seconds: float) -> float:
        """Let the mail worker alone at all that is queued."""
        goal = self.sink.count() + self.count(_QUEUED)
        with self.working("mail", "beat"):
            return rate_of(self.sink.count, goal=goal, seconds=seconds)

    def forget(self) -> None:
        """Empty the intake and the queue: the next measurement begins as this one did."""
        self._connection.execute("TRUNCATE vigil.intake")
        self._connection.execute(_CANCEL)

    @property
    def page_url(self) -> str:
        """The campaign page."""
        return self._url(self.first_page)

    def publish_twin(self) -> str:
        """Publish the campaign once more, where nobody signs; return its page once it is shown."""
        sample = next(each for each in read_samples() if each.slug == CAMPAIGN)
        with Session(create_engine(psycopg_url(self.postgres.url()), poolclass=NullPool)) as session:
            load_sample(session, msgspec.structs.replace(sample, slug=_TWIN), now=utc_now())
            session.commit()
        path = f"/en/campaigns/{_TWIN}"
        assert wait_until(lambda: answers(self.port, path), seconds=60), self.words()
        return self._url(path)

    def _url(self, path: str) -> str:
        return f"http://localhost:{self.port}{path}"

    def confirm_many(self, count: int) -> None:
        """Put so many confirmed signatures into the petition, and wait until the published figure has them."""
        self._connection.execute(_CONFIRM_MANY, [count, self.petition])
        with self.working("intake", "beat"):
            is_counted = wait_until(lambda: self.count(_PUBLISHED) >= count, seconds=_FOLDED_WITHIN_SECONDS)
        assert is_counted, self.words()
        for step in _SETTLE:
            self.ask(step)

    def steady(self, rate: float, seconds: float, *, every_seconds: float) -> tuple[Load, list[Backlog]]:
        """Sign at a fixed rate with all workers, and look at the backlog now and then."""
        seen: list[Backlog] = []
        self.stock(int(rate * seconds) + 2 * CLIENTS)
        with self.working():
            self.await_work()
            assert wait_until(lambda: self.backlog(0).together == 0, seconds=60), self.words()
            with self._watched(seen, every_seconds=every_seconds):
                load = sign_at(rate, seconds, port=self.port, signing=self.signing())
        return load, seen

    def backlog(self, at: float) -> Backlog:
        """Return what waits now."""
        return Backlog(at, self.count(_INTAKE), self.count(_QUEUED))

    def count(self, query: str) -> int:
        """Return the one number a query gives."""
        row = self._connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def ask(self, statement: str) -> None:
        """Have the superuser do something."""
        self._connection.execute(statement)

    @contextlib.contextmanager
    def _watched(self, seen: list[Backlog], *, every_seconds: float) -> Iterator[None]:
        ended, begins = threading.Event(), time.monotonic()

        def watch() -> None:
            while not ended.wait(every_seconds):
                seen.append(self.backlog(time.monotonic() - begins))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    @functools.cached_property
    def _connection(self) -> psycopg.Connection:
        return self._ends.enter_context(psycopg.connect(self.postgres.url(user="postgres"), autocommit=True))

    @functools.cached_property
    def petition(self) -> str:
        """The petition's id."""
        with psycopg.connect(self.postgres.url()) as connection:
            row = connection.execute(
                "SELECT petition_id FROM published.campaign WHERE slug = %s", [CAMPAIGN]
            ).fetchone()
        assert row is not None
        return str(row[0])

"""The letter box: rows of requests that arrive together are written by one statement and one commit.

A durable commit costs a flush of the disk however many rows it carries. One thread a process takes what waits,
inserts it all at once, and only then lets each request answer: acknowledged means on disk.
"""

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from queue import Empty, SimpleQueue
from typing import Final

import psycopg

from app.core.errors import VigilError
from app.signatures.envelope import SealedForm

ROWS_AT_ONCE: Final = 128
ANSWER_WITHIN_SECONDS: Final = 8.0
TRIES: Final = 8
PAUSE_BETWEEN_TRIES_SECONDS: Final = 0.5

_INSERT: Final = """
INSERT INTO vigil.intake (id, kind, key_day, sealed)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::bytea[])
"""

_Waiting = tuple[SealedForm, "Future[None]"]


class LetterboxClosed(VigilError):
    """The database did not take the form in time. Nothing was acknowledged; what was typed is kept on the page."""


class Letterbox:
    """Posts sealed forms. Safe for any number of threads; starts its own thread at the first post."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._waiting: SimpleQueue[_Waiting] = SimpleQueue()
        self._connection: psycopg.Connection | None = None
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pause = threading.Event()

    def post(self, form: SealedForm) -> None:
        """Return once the form is durably stored. Raises LetterboxClosed."""
        self._ensure_thread()
        stored: Future[None] = Future()
        self._waiting.put((form, stored))
        try:
            stored.result(timeout=ANSWER_WITHIN_SECONDS)
        except (FutureTimeout, psycopg.Error):
            stored.cancel()
            raise LetterboxClosed("the form could not be stored in time") from None

    def close(self) -> None:
        """End the connection; the next post opens another."""
        if self._connection is not None:
            self._connection.close()

    def _ensure_thread(self) -> None:
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._collect, name="letterbox", daemon=True)
                self._thread.start()

    def _collect(self) -> None:
        while True:
            self._write(self._take())

    def _take(self) -> list[_Waiting]:
        """Wait for one, then take all that came meanwhile."""
        taken = [self._waiting.get()]
        try:
            while len(taken) < ROWS_AT_ONCE:
                taken.append(self._waiting.get_nowait())
        except Empty:
            pass
        return [item for item in taken if not item[1].cancelled()]

    def _write(self, waiting: list[_Waiting]) -> None:
        failure = self._insert_with_patience([form for form, _ in waiting])
        for _, stored in waiting:
            if not stored.set_running_or_notify_cancel():
                continue
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)

    def _insert_with_patience(self, forms: list[SealedForm]) -> psycopg.Error | None:
        """Insert, trying again while the database restarts. A row written twice is one submission: same id."""
        failure: psycopg.Error | None = None
        for _ in range(TRIES):
            try:
                self._insert(forms)
            except psycopg.Error as error:
                failure = error
                self._connection = None
                self._pause.wait(PAUSE_BETWEEN_TRIES_SECONDS)
            else:
                return None
        return failure

    def _insert(self, forms: list[SealedForm]) -> None:
        if not forms:
            return
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=3)
        self._connection.execute(
            _INSERT,
            [
                [form.id for form in forms],
                [form.kind.value for form in forms],
                [form.key_day for form in forms],
                [form.sealed for form in forms],
            ],
            prepare=True,
        )

"""The letter box: rows of requests that arrive together are written by one statement and one commit.

A durable commit costs a flush of the disk however many rows it carries. While one batch is being written the
next collects; the first request in a batch writes it for all, and only then does any of them answer:
acknowledged means on disk.
"""

import threading
import time
from typing import Final

import psycopg

from app.core.errors import VigilError
from app.signatures.envelope import SealedForm

ANSWER_WITHIN_SECONDS: Final = 8.0
PAUSE_BETWEEN_TRIES_SECONDS: Final = 0.5

_INSERT: Final = """
INSERT INTO vigil.intake (id, kind, key_day, sealed)
SELECT * FROM unnest(%b::uuid[], %b::text[], %b::date[], %b::bytea[])
"""
"""Binary: as text a sealed form is twice as long, and costs both sides twice as much."""


class LetterboxClosed(VigilError):
    """The database did not take the form in time. Nothing was acknowledged; what was typed is kept on the page."""


class _Batch:
    """Forms that are written together. The gate is shut until it is known whether they are stored."""

    def __init__(self) -> None:
        self.forms: list[SealedForm] = []
        self.is_stored = False
        self._gate = threading.Lock()
        self._gate.acquire()

    def end(self) -> None:
        """Open the gate."""
        self._gate.release()

    def await_end(self) -> None:
        """Wait at the gate. One lets the next through: all woken at once would fight for the interpreter."""
        if self._gate.acquire(timeout=ANSWER_WITHIN_SECONDS):
            self._gate.release()


class Letterbox:
    """Posts sealed forms over one connection a process. Safe for any number of threads."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: psycopg.Connection | None = None
        self._collecting = _Batch()
        self._joining = threading.Lock()
        self._writing = threading.Lock()

    def post(self, form: SealedForm) -> None:
        """Return once the form is durably stored. Raises LetterboxClosed."""
        with self._joining:
            batch = self._collecting
            batch.forms.append(form)
            is_first = len(batch.forms) == 1
        if is_first:
            self._write_for_all(batch, until=time.monotonic() + ANSWER_WITHIN_SECONDS)
        else:
            batch.await_end()
        if not batch.is_stored:
            raise LetterboxClosed("the form could not be stored in time")

    def close(self) -> None:
        """End the connection; the next post opens another."""
        with self._writing:
            if self._connection is not None:
                self._connection.close()

    def _write_for_all(self, batch: _Batch, *, until: float) -> None:
        """Wait for the batch before, close this one, write it, and let everyone in it go on."""
        has_turn = self._writing.acquire(timeout=ANSWER_WITHIN_SECONDS)
        try:
            with self._joining:
                self._collecting = _Batch()
            batch.is_stored = has_turn and self._insert_with_patience(batch.forms, until=until)
        finally:
            if has_turn:
                self._writing.release()
            batch.end()

    def _insert_with_patience(self, forms: list[SealedForm], *, until: float) -> bool:
        """Insert, trying again while the database restarts. A row written twice is one submission: same id."""
        while True:
            try:
                self._insert(forms)
            except psycopg.Error:
                self._connection = None
                if time.monotonic() + PAUSE_BETWEEN_TRIES_SECONDS > until:
                    return False
                time.sleep(PAUSE_BETWEEN_TRIES_SECONDS)
            else:
                return True

    def _insert(self, forms: list[SealedForm]) -> None:
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

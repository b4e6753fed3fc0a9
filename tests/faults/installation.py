"""A whole Vigil in a folder of its own, whose parts can be killed, and its books: what it says of itself."""

import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

import psycopg

from app.core.crypto import Keyring
from app.embedded.folders import private_folder
from app.embedded.ports import answers, free_port
from app.embedded.postgres import Postgres
from app.embedded.processes import wait_until
from app.embedded.runner import Runner
from app.embedded.site import prepare, programs
from app.embedded.stack import NOBODY_HELD, Stack
from app.embedded.valkey import Valkey
from app.mail.addresses import canonical
from tests.faults.crowd import Visitor
from tests.faults.post import Post

_CAMPAIGN: Final = "/en/campaigns/stop-torturing-maryam"
_SIGN_FORM: Final = re.compile(rb"/en/petitions/([0-9a-f-]{36})/sign")
_PASSED_ON: Final = ("PATH", "HOME", "TMPDIR", "PYTHONPATH", "LANG")


class Installation:
    """Servers, processes and the sample campaign, running inside ``with``. It sends its mail to ``post``.

    The thread that enters it must be the one that starts servers again: they end with their thread.
    """

    def __init__(self, folder: Path, post: Post) -> None:
        self.port, self.console_port = free_port(), free_port()
        self.post = post
        self._parts = ExitStack()
        self._folder = folder
        inherited = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        inherited["TMPDIR"] = str(private_folder(private_folder(folder) / "tmp"))
        self._stack = Stack(folder, environ=inherited | NOBODY_HELD | {"MAIL_URL": post.url})

    def __enter__(self) -> Self:
        self._parts.enter_context(self._stack)
        self.environ = self._stack.environ() | {
            "PORT": str(self.port),
            "CONSOLE_PORT": str(self.console_port),
            "BASE_URL": f"http://localhost:{self.port}",
            "MAIL_FIRST_PAUSE_SECONDS": "1",
        }
        prepare(self.environ)
        output = self._parts.enter_context((self._folder / "processes.log").open("w", buffering=1))
        # Workers step aside for nobody: what is broken here is not the machine's time.
        running = [replace(program, nice=0) for program in programs(self.environ)]
        self.runner = self._parts.enter_context(Runner(running, output=output))
        assert wait_until(lambda: answers(self.port, "/ready"), seconds=60)
        self._visitor = Visitor(self.port)
        self._parts.callback(self._visitor.leave)
        self.petition_id = self._find_petition()
        return self

    def __exit__(self, *error: Any) -> None:
        self._parts.__exit__(*error)

    @property
    def postgres(self) -> Postgres:
        assert self._stack.postgres
        return self._stack.postgres

    @property
    def valkey(self) -> Valkey:
        assert self._stack.valkey
        return self._stack.valkey

    @property
    def folder(self) -> Path:
        """Where its data lie."""
        return self._stack.folder

    @property
    def work(self) -> list[Path]:
        """Where files lie that are not kept: in memory, and in temporary folders."""
        return [Path(self.environ["VIGIL_WORK"]), self._stack.sockets, Path(self.environ["TMPDIR"])]

    @property
    def keyring(self) -> Keyring:
        return Keyring(self._stack.folder / "keys")

    def kill(self, pid: int) -> bool:
        """Kill one process of this installation; say whether it was still there."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def empty_broker(self) -> None:
        """Take from the broker, which must be down, all that it kept."""
        shutil.rmtree(self.valkey.data / "appendonlydir")

    def fetch(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as its owner."""
        with psycopg.connect(self.postgres.url()) as connection:
            return connection.execute(statement, values).fetchall()

    def fingerprints(self, state: str | None = None) -> list[bytes]:
        """Return whose signatures there are, one entry for each signature."""
        rows = self.fetch("SELECT fingerprint, state FROM vigil.signature WHERE petition_id = %s", self.petition_id)
        return [bytes(mark) for mark, found in rows if state in (None, found)]

    def fingerprints_of(self, addresses: Sequence[str]) -> set[bytes]:
        """Return the fingerprints that people of these addresses would have."""
        keyring, petition_id = self.keyring, UUID(self.petition_id)
        return {keyring.fingerprint(canonical(address), petition_id=petition_id) for address in addresses}

    def count_published(self) -> int:
        """Return the figure that everybody sees; -1 while nobody answers."""
        status, _, body = self._visitor.request("GET", f"/api/v1/petitions/{self.petition_id}")
        return int(json.loads(body)["signatures"]["confirmed"]) if status == 200 else -1

    def count_buckets(self) -> int:
        """Return what was folded."""
        rows = self.fetch(
            "SELECT count FROM vigil.tally_bucket WHERE petition_id = %s AND state = 'confirmed'"
            " AND dimension = 'total'",
            self.petition_id,
        )
        return int(rows[0][0]) if rows else 0

    def await_count(
        self, count: Callable[[], int], wanted: int, *, meanwhile: Callable[[], None] = lambda: None
    ) -> int:
        """Wait for a count for as long as it still moves, at most a minute without; return it."""
        reached = count()
        while reached < wanted:
            before = reached

            def moves(before: int = before) -> bool:
                meanwhile()
                return count() > before

            if not wait_until(moves, seconds=60):
                break
            reached = count()
        return reached

    def _find_petition(self) -> str:
        found = _SIGN_FORM.search(self._visitor.request("GET", _CAMPAIGN)[2])
        assert found, "the sample campaign has no form"
        return found[1].decode()

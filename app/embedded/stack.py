"""Everything Vigil talks to, for one folder: PostgreSQL, the broker and a mailbox."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from app.embedded.errors import refuse_in_production
from app.embedded.folders import claim, private_folder, short_folder, sweep_short_folders
from app.embedded.mailbox import KEPT
from app.embedded.post import Mailbox
from app.embedded.postgres import Postgres, adopt_database
from app.embedded.valkey import Valkey

_NOBODY_LISTENS: Final = "smtp://127.0.0.1:9"
"""MAIL_URL where no mailbox was asked for: the discard port (RFC 863), closed on any machine of today."""


NOBODY_HELD: Final = dict.fromkeys(
    ("HOLD_NETWORK_PER_HOUR", "HOLD_DOMAIN_PER_HOUR", "HOLD_NAME_PER_HOUR", "HOLD_ALL_PER_HOUR"), "0"
)
"""For crowds of our own: thousands of one machine, of few domains and names, each of whom must be counted."""


class Stack:
    """The servers of one installation, running inside ``with``; any number in different folders run at once.

    ``folder`` keeps all data. A server whose address ``environ`` already has (DATABASE_URL, REDIS_URL,
    MAIL_URL) is not started, and its attribute is None. ``durable=False`` is for tests. Raises ServerFailed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str],
        mailbox: bool = False,
        mailbox_keeps: int = KEPT,
        durable: bool = True,
    ) -> None:
        refuse_in_production(environ)
        self.folder = private_folder(folder)
        self.sockets = short_folder(self.folder)
        self._inherited = {name: value for name, value in environ.items() if value}
        self._claim: IO[str] | None = None
        self._sockets_claim: IO[str] | None = None
        self.postgres = (
            None
            if environ.get("DATABASE_URL")
            else Postgres(data=self.folder / "postgres", sockets=self.sockets, durable=durable)
        )
        self.valkey = None if environ.get("REDIS_URL") else Valkey(data=self.folder / "valkey", sockets=self.sockets)
        self.mailbox = (
            Mailbox(folder=self.folder / "mailbox", environ=self._inherited, keeps=mailbox_keeps)
            if mailbox and not environ.get("MAIL_URL")
            else None
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start all, or none. The calling thread must outlive the servers: they end with it."""
        self._claim = claim(self.folder)
        short_folder(self.folder)
        self._sockets_claim = claim(self.sockets)
        sweep_short_folders(self.sockets.parent)
        try:
            self.revive()
            if self.postgres:
                self.postgres.create_database()
            else:
                adopt_database(self._inherited["DATABASE_URL"])
            if self.mailbox:
                self.mailbox.url()
        except BaseException:
            self.stop()
            raise

    def revive(self) -> None:
        """Start again whichever server has died."""
        for server in (self.mailbox, self.postgres, self.valkey):
            if server and not server.is_running():
                server.start()

    def stop(self) -> None:
        """Stop all and let go of the folder; what is not empty of the sockets' folder stays."""
        for server in (self.mailbox, self.valkey, self.postgres):
            if server:
                server.stop()
        with contextlib.suppress(OSError):
            (self.sockets / "claimed").unlink()
            self.sockets.rmdir()
        for mark in (self._sockets_claim, self._claim):
            if mark:
                mark.close()

    def environ(self) -> dict[str, str]:
        """Return the environment for Vigil's processes: what was inherited, and the servers' addresses."""
        values = {
            "MAIL_URL": _NOBODY_LISTENS,
            "SECRET_KEY": self._secret(),
            "VIGIL_KEYS": str(self.folder / "keys"),
            "VIGIL_WORK": str(self._work_folder()),
        } | self._inherited
        values["VIGIL_VAR"] = str(self.folder)
        if self.postgres:
            values = {name: value for name, value in values.items() if not name.startswith("PG")}
            values["DATABASE_URL"] = self.postgres.url()
            for role in ("public", "console", "worker"):
                values[f"{role.upper()}_DATABASE_URL"] = self.postgres.url(user=f"vigil_{role}")
        if self.valkey:
            values["REDIS_URL"] = self.valkey.url()
        if self.mailbox:
            values |= {"MAIL_URL": self.mailbox.url(), "VIGIL_MAILBOX": str(self.mailbox.folder)}
        return values

    def _secret(self) -> str:
        """Return the key of sessions and forms, made on the first start."""
        path = self.folder / "secret"
        if not path.exists():
            new = path.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            new.rename(path)
        return path.read_text()

    def _work_folder(self) -> Path:
        """Name a folder in memory of this installation alone, where the system has one."""
        memory = Path("/dev/shm")  # noqa: S108 - the folder is made 0700 by its user
        return memory / self.sockets.name if os.access(memory, os.W_OK) else self.sockets / "work"

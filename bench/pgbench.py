"""The yardstick: how many one-row inserts, each with its own durable commit, the database takes from 32 clients."""

import re
import subprocess
from pathlib import Path
from typing import Final

import psycopg

from app.embedded.postgres import DATABASE, PORT, Postgres, binaries
from bench.load import CLIENTS

SEALED_BYTES: Final = 1290
"""A sealed form: the key exchange's 1,136 bytes and a form of usual length."""

_TABLE: Final = "vigil.intake_yardstick"
_TRANSACTIONS_A_SECOND: Final = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def inserts_per_second(postgres: Postgres, *, folder: Path, seconds: int) -> float:
    """Insert rows like those of the intake into an empty table like it; raise where commits are not durable."""
    script = folder / "insert.sql"
    row = f"gen_random_uuid(), 'sign', current_date, '\\x{'a7' * SEALED_BYTES}'"
    script.write_text(f"INSERT INTO {_TABLE} (id, kind, key_day, sealed) VALUES ({row});\n")
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        require_durable(connection)
        connection.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        connection.execute(f"CREATE TABLE {_TABLE} (LIKE vigil.intake INCLUDING ALL)")
        said = subprocess.run(_command(postgres, script, seconds), capture_output=True, text=True, check=True).stdout
        connection.execute(f"DROP TABLE {_TABLE}")
    found = _TRANSACTIONS_A_SECOND.search(said)
    assert found is not None, said
    return float(found[1])


def require_durable(connection: psycopg.Connection) -> None:
    """Fail unless an answered commit is on disk."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        value = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
        assert value == ("on",), f"{setting} is {value}: nothing measured here would count"


# As the superuser: the owner may not open as many connections.
def _command(postgres: Postgres, script: Path, seconds: int) -> list[str]:
    return [
        str(binaries() / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2",
        f"--time={seconds}", f"--file={script}", f"--host={postgres.sockets}", f"--port={PORT}",
        "--username=postgres", DATABASE,
    ]  # fmt: skip

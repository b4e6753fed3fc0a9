"""PostgreSQL is really started, killed and found again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.embedded.postgres import Postgres
from app.embedded.processes import is_alive, wait_until


@pytest.fixture
def postgres(folder: Path, sockets: Path) -> Iterator[Postgres]:
    server = Postgres(data=folder / "postgres", sockets=sockets, durable=False)
    server.start()
    server.create_database()
    yield server
    server.stop()


def test_each_role_can_connect_and_none_is_a_superuser(postgres: Postgres) -> None:
    for role in ("vigil_owner", "vigil_public", "vigil_console", "vigil_worker"):
        with psycopg.connect(postgres.url(user=role)) as connection:
            found = connection.execute(
                "SELECT current_user, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls "
                "FROM pg_roles WHERE rolname = current_user"
            )
            assert found.fetchone() == (role, False)


def test_only_the_owner_may_create_tables(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE thing ()")
    with psycopg.connect(postgres.url(user="vigil_public")) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE other ()")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TEMPORARY TABLE other ()")


def test_persian_letters_are_letters(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        row = connection.execute(
            "SELECT similarity('مریم اکبری', 'مریم اکبر') > 0.5, 'م' ~ '^\\w$', upper('é'), unaccent('é')"
        ).fetchone()
    assert row == (True, True, "É", "e")


def test_a_second_start_finds_the_data_and_repeats_nothing(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    postgres.stop()
    assert not postgres.is_running()
    postgres.start()
    postgres.create_database()
    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_kill_does_not_hinder_the_next_start(postgres: Postgres) -> None:
    postgres.kill()
    mark = postgres.data / "postmaster.pid"
    lines = mark.read_text().splitlines()
    mark.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # the number now belongs to another program
    postgres.start()
    assert postgres.is_running()


def test_a_server_left_running_is_stopped_by_the_next_start(postgres: Postgres, folder: Path, sockets: Path) -> None:
    left = postgres.pid
    other = Postgres(data=folder / "postgres", sockets=sockets, durable=False)
    other.start()
    assert not is_alive(left)
    assert is_alive(other.pid)
    other.stop()


def test_the_server_dies_with_a_killed_parent(folder: Path, sockets: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(folder / "postgres"), str(sockets)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout:
        server = int(parent.stdout.readline())
    assert is_alive(server)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_until(lambda: not is_alive(server), seconds=5)


_PARENT = """
import sys, time
from pathlib import Path
from app.embedded.postgres import Postgres
server = Postgres(data=Path(sys.argv[1]), sockets=Path(sys.argv[2]), durable=False)
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""

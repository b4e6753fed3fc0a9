"""The servers together: their addresses, their secrets, whose folder it is."""

import os
import smtplib
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from app.core.settings import load_settings
from app.embedded.errors import ServerFailed
from app.embedded.folders import claim, private_folder, sweep_short_folders
from app.embedded.ports import chosen_ports
from app.embedded.postgres import Postgres
from app.embedded.stack import Stack


def test_its_environment_makes_valid_settings(folder: Path, environ: dict[str, str]) -> None:
    with Stack(folder, environ=environ, mailbox=True, durable=False) as stack:
        settings = load_settings("operator", stack.environ())
        for role, url in settings.database_urls.items():
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT current_user").fetchone() == (f"vigil_{role}",)
        with smtplib.SMTP("127.0.0.1", urlsplit(settings.mail_url).port or 0) as line:
            assert line.noop()[0] == 250
        assert settings.mailbox == folder / "mailbox"
        assert settings.var == folder
    assert Stack(folder, environ=environ).environ()["SECRET_KEY"] == settings.secret_key
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600


def test_an_address_without_a_server_is_one_sentence(folder: Path, environ: dict[str, str]) -> None:
    nowhere = {"DATABASE_URL": "postgresql://127.0.0.1:1/vigil", "REDIS_URL": "redis://r"}
    with pytest.raises(ServerFailed, match="server of DATABASE_URL cannot be used"):
        Stack(folder, environ=environ | nowhere).start()
    claim(folder).close()


def test_addresses_of_other_servers_replace_the_embedded_ones(
    folder: Path, sockets: Path, environ: dict[str, str]
) -> None:
    outside = Postgres(data=folder / "outside", sockets=sockets, durable=False)
    outside.start()
    named = {
        "DATABASE_URL": outside.url(database="postgres", user="postgres"),
        "REDIS_URL": "redis://r",
        "MAIL_URL": "smtp://m",
    }
    with Stack(folder / "var", environ=environ | named, mailbox=True) as stack:
        assert (stack.postgres, stack.valkey, stack.mailbox) == (None, None, None)
        assert {name: stack.environ()[name] for name in named} == named
        with psycopg.connect(load_settings("worker", stack.environ()).database_urls["worker"]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("vigil_worker",)
    outside.stop()


def test_two_stacks_share_nothing(tmp_path: Path, environ: dict[str, str]) -> None:
    with (
        Stack(tmp_path / "a", environ=environ, durable=False) as one,
        Stack(tmp_path / "b", environ=environ, durable=False) as two,
    ):
        names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "VIGIL_KEYS", "VIGIL_VAR", "VIGIL_WORK")
        assert all(one.environ()[name] != two.environ()[name] for name in names)


def test_a_folder_has_one_stack_at_a_time(folder: Path) -> None:
    with claim(folder), pytest.raises(ServerFailed, match=r"already runs in .* \(process \d+\)"):
        claim(folder)
    claim(folder).close()


@pytest.fixture
def root() -> Iterator[Path]:
    """A temporary folder with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="vigil-sweep-") as root:
        yield Path(root)


def short_one(root: Path, digit: str, *files: str) -> Path:
    folder = root / f"vigil-{os.geteuid()}-{digit * 12}"
    folder.mkdir(mode=0o700)
    for name in files:
        (folder / name).touch()
    long_ago = time.time() - 3600
    os.utime(folder, (long_ago, long_ago))
    return folder


def test_folders_of_killed_runs_are_swept(root: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(short_one(root, "a", ".s.PGSQL.5432.lock") / ".s.PGSQL.5432"))
    short_one(root, "b", "claimed")
    for folder in root.iterdir():
        os.utime(folder, (0, 0))
    sweep_short_folders(root)
    assert list(root.iterdir()) == []


def test_nothing_else_is_swept(root: Path) -> None:
    claimed, served, young = (short_one(root, digit) for digit in "abc")
    others = [short_one(root, "d", "diary.txt"), root / "vigil-notes", root / f"vigil-{os.geteuid()}-{'e' * 12}"]
    others[1].mkdir()
    others[2].symlink_to(others[0])
    with claim(claimed), socket.socket(socket.AF_UNIX) as alive:
        alive.bind(str(served / "valkey.sock"))
        alive.listen()
        for folder in (claimed, served):
            os.utime(folder, (0, 0))
        os.utime(young)
        sweep_short_folders(root)
        assert set(root.iterdir()) == {claimed, served, young, *others}


def test_a_folder_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(ServerFailed, match="not a folder of the user"):
        private_folder(tmp_path / "link")


def test_production_is_refused(folder: Path) -> None:
    with pytest.raises(ServerFailed, match="DATABASE_URL"):
        Stack(folder, environ={"VIGIL_ENV": "production"})


def test_a_taken_port_names_the_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerFailed, match=f"Port {port} is taken .* PORT={port + 80}"):
            chosen_ports({"PORT": str(port)})

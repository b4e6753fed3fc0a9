"""The servers together: their addresses, their secrets, whose folder it is."""

import smtplib
import socket
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from app.core.settings import load_settings
from app.embedded.errors import ServerFailed
from app.embedded.folders import claim, private_folder
from app.embedded.ports import chosen_ports
from app.embedded.postgres import Postgres
from app.embedded.stack import Stack


def test_its_environment_makes_valid_settings(folder: Path, environ: dict[str, str]) -> None:
    with Stack(folder, environ=environ, mailbox=True, durable=False) as stack:
        settings = load_settings("worker", stack.environ())
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

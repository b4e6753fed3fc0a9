"""The real parts every test stands on: one PostgreSQL a test process, keys, the four applications, a closed network.

``session`` is for services: whatever a test does in it is undone. Whoever needs real commits (threads, tasks,
pages) takes an application, ``client`` or one of the committing sessions: then all tables are emptied afterwards.
"""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app import create_app
from app.accounts.security import Credentials
from app.cli.database import alembic_config
from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.db import db, psycopg_url
from app.core.settings import Settings, Site, load_settings
from app.embedded.folders import private_folder
from app.embedded.stack import Stack
from app.web.public.loads import PageLoads
from app.web.reading import Reader
from tests.tables import Tables

NOBODY_LISTENS = "redis://127.0.0.1:9/0"
_NO_ENDLESS_WAIT = "-c statement_timeout=15s -c timezone=UTC"


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _only_to_loopback(getattr(socket.socket, name)))
        yield


def _only_to_loopback(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise PermissionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (host[:1] in "0123456789:" and ip_address(host).is_loopback)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The servers of this test process: a migrated PostgreSQL, without a broker and without a mailbox."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    folder = tmp_path_factory.mktemp("vigil") / "var"
    with Stack(folder, environ=ours | {"VIGIL_ENV": "test", "REDIS_URL": NOBODY_LISTENS}, durable=False) as stack:
        command.upgrade(alembic_config(stack.environ()["DATABASE_URL"]), "head")
        private_folder(folder / "mailbox")
        yield stack
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def settings(stack: Stack) -> Settings:
    """Settings with every role's database address. ``dataclasses.replace`` makes others of them."""
    return load_settings("operator", stack.environ() | {"VIGIL_MAILBOX": str(stack.folder / "mailbox")})


@pytest.fixture(scope="session")
def keyring(settings: Settings) -> Keyring:
    """The private keys of today. Tests that rotate make a folder of their own."""
    keyring = Keyring(settings.keys)
    keyring.rotate(day_of(utc_now()))
    return keyring


@pytest.fixture(scope="session")
def public_keys(settings: Settings, keyring: Keyring) -> PublicKeys:
    """What the public web process may read of the key folder."""
    return PublicKeys(settings.keys)


@pytest.fixture(scope="session")
def _applications(settings: Settings, keyring: Keyring) -> Iterator[dict[Site, Flask]]:
    sites: tuple[Site, ...] = ("operator", "worker", "public", "console")
    applications = {site: create_app(site, settings) for site in sites}
    yield applications
    applications["public"].extensions["vigil.letterbox"].close()
    for flask_app in applications.values():
        with flask_app.app_context():
            db.engine.dispose()


@pytest.fixture
def operator_app(_applications: dict[Site, Flask], clean_tables: None) -> Flask:
    """The application of the operator's commands, as ``vigil_owner``."""
    return _applications["operator"]


@pytest.fixture
def worker_app(_applications: dict[Site, Flask], clean_tables: None) -> Flask:
    """The application of the workers, as ``vigil_worker``."""
    return _applications["worker"]


@pytest.fixture
def public_app(_applications: dict[Site, Flask], clean_tables: None) -> Flask:
    """The public site, as ``vigil_public``, remembering nothing of the test before."""
    flask_app = _applications["public"]
    flask_app.extensions["vigil.reader"] = Reader()
    flask_app.extensions["vigil.loads"] = PageLoads()
    return flask_app


@pytest.fixture
def console_app(_applications: dict[Site, Flask], clean_tables: None) -> Flask:
    """The console, as ``vigil_console``."""
    return _applications["console"]


@pytest.fixture
def tools(console_app: Flask) -> Credentials:
    """What hashes passwords and judges codes on the console."""
    tools: Credentials = console_app.extensions["vigil.credentials"]
    return tools


@pytest.fixture
def client(public_app: Flask) -> FlaskClient:
    """A browser without cookies on the public site, under its own name."""
    return public_app.test_client(use_cookies=False)


@pytest.fixture(scope="session")
def engines(settings: Settings) -> Iterator[dict[str, Engine]]:
    """A pool of connections for each role: ``owner``, ``public``, ``console``, ``worker``."""
    engines = {
        role: create_engine(psycopg_url(url), pool_size=5, max_overflow=50, connect_args={"options": _NO_ENDLESS_WAIT})
        for role, url in settings.database_urls.items()
    }
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def session(engines: dict[str, Engine]) -> Iterator[Session]:
    """The owner's session. Commits become savepoints; everything is undone."""
    with engines["owner"].connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()


@pytest.fixture
def owner_session(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    """The owner's session that really commits when told to."""
    with Session(engines["owner"], expire_on_commit=False) as session:
        yield session


@pytest.fixture
def worker_session(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    """A worker's session that really commits when told to."""
    with Session(engines["worker"], expire_on_commit=False) as session:
        yield session


@pytest.fixture(scope="session")
def tables(stack: Stack) -> Iterator[Tables]:
    """Every table of this test process's database."""
    assert stack.postgres
    with closing(Tables(stack.postgres.url(user="postgres"))) as tables:
        yield tables


@pytest.fixture
def clean_tables(tables: Tables) -> Iterator[None]:
    """Empty every table afterwards."""
    yield
    tables.empty()


@pytest.fixture
def own_keys(tmp_path: Path) -> Keyring:
    """A key folder of this test alone, with today's keys, to be rotated at will."""
    keyring = Keyring(tmp_path / "keys")
    keyring.rotate(day_of(utc_now()))
    return keyring


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Every line of the log as it was given, before any field is dropped.

    A logger keeps what it was configured with when it was first used, by whichever test that was: it is made to
    look again.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(("app.", "tasks.")) and hasattr(module, "log"):
            vars(module.log).pop("bind", None)
    with capture_logs() as lines:
        yield lines

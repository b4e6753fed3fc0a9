"""Root's two ways of not being root; an unprivileged user has but one and needs no other."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from app.embedded import identity
from app.embedded.errors import ServerFailed
from app.embedded.identity import Identity, choose_identity
from app.embedded.postgres import Postgres, binaries
from app.embedded.processes import launched


def test_the_identity_can_run_the_server(folder: Path) -> None:
    chosen = choose_identity(binaries() / "postgres", folder / "postgres")
    program = launched(["/usr/bin/id", "-u"], identity=chosen.switch, death_signal=9)
    seen = subprocess.run(program, capture_output=True, text=True, check=True)
    assert int(seen.stdout) != 0
    assert (folder / "postgres").stat().st_uid == chosen.owner
    assert (folder.stat().st_uid, folder.stat().st_mode & 0o777) == (os.geteuid(), 0o700)


def test_every_candidate_of_root_serves_the_same_data(
    folder: Path, sockets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one of them is forbidden the other must do, even for data the first one made."""
    everyone = list(identity._candidates()) if os.geteuid() == 0 else [Identity("same", os.geteuid())]
    for candidate in everyone:
        monkeypatch.setattr(identity, "_candidates", lambda only=candidate: iter([only]))
        server = Postgres(data=folder / "postgres", sockets=sockets, durable=False)
        server.start()
        with psycopg.connect(server.url(database="postgres", user="postgres")) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            connection.execute("INSERT INTO kept VALUES (1)")
            kept = connection.execute("SELECT count(*) FROM kept").fetchone()
        server.stop()
    assert kept == (len(everyone),)


def test_the_refusal_names_the_setting_and_what_was_tried(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        with pytest.raises(ServerFailed, match=r"namespace:.*user:.*DATABASE_URL"):
            choose_identity(Path("/nonexistent/postgres"), tmp_path / "data")
    else:
        assert choose_identity(Path("/nonexistent/postgres"), tmp_path / "data").switch == "same"

"""While the database is away the last count is shown, and a form is refused with everything typed in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.db import db
from app.core.settings import Settings
from app.embedded.stack import Stack
from app.tallies.folding import fold_tally
from tests.factories import OpenPetition, add_signature
from tests.web.visitor import FORM, Visitor

SOCKET = ".s.PGSQL.5432"


class Line:
    """A public site whose way to the database can be cut."""

    def __init__(self, flask_app: Flask, door: Path, socket: Path) -> None:
        self.visitor = Visitor(flask_app.test_client())
        self._app, self._door, self._socket = flask_app, door, socket

    def join(self) -> None:
        (self._door / SOCKET).symlink_to(self._socket)

    def cut(self) -> None:
        (self._door / SOCKET).unlink(missing_ok=True)
        self._app.extensions["vigil.letterbox"].close()
        with self._app.app_context():
            db.engine.dispose()


@pytest.fixture
def line(stack: Stack, settings: Settings, keyring: Keyring, tmp_path: Path, clean_tables: None) -> Iterator[Line]:
    assert stack.postgres
    url = f"postgresql://vigil_public@/vigil?host={tmp_path}&port=5432"
    flask_app = create_app("public", replace(settings, database_urls={**settings.database_urls, "public": url}))
    made = Line(flask_app, tmp_path, stack.sockets / SOCKET)
    yield made
    made.cut()


def test_the_count_stays_and_signing_asks_for_patience(
    line: Line, petition: OpenPetition, owner_session: Session, keyring: Keyring, campaign_path: str
) -> None:
    add_signature(owner_session, keyring, petition)
    fold_tally(owner_session, now=utc_now())
    owner_session.commit()
    line.join()
    line.visitor.get(campaign_path)
    line.cut()
    assert "1 person has signed" in line.visitor.get(campaign_path).text
    told = line.visitor.client.get(f"/api/v1/petitions/{petition.id}").get_json()
    assert told["signatures"]["confirmed"] == 1
    page = line.visitor.try_to_sign(petition.id, {"comment": "My words"}, status=503)
    assert (page.value_of("name"), page.value_of("comment")) == (FORM["name"], "My words")
    assert page.response.headers["Cache-Control"] == "no-store"
    line.join()
    line.visitor.sign(petition.id, comment="My words")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_process_that_never_saw_the_database_says_so(line: Line, lang: str) -> None:
    page = line.visitor.get(f"/{lang}/", status=503)
    assert page.language == lang
    assert page.response.headers["Retry-After"] == "30"
    assert line.visitor.client.get("/api/v1/petitions/00000000-0000-0000-0000-000000000001").status_code == 503
    assert line.visitor.client.get("/live").status_code == 200
    assert line.visitor.client.get("/ready").status_code == 503
    line.visitor.get(f"/{lang}/confirm/{'0' * 32}", status=503)
    line.join()
    line.visitor.get(f"/{lang}/")
    assert line.visitor.client.get("/ready").status_code == 200

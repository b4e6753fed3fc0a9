"""A whole Vigil in one process: the site, the tasks called by name, and a post office that people read."""

import email
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session as DatabaseSession

from app import create_app
from app.core.crypto import Keyring
from app.core.db import db
from app.core.jobs import celery
from app.core.settings import Settings
from app.embedded.ports import free_port
from app.web.reading import Reader
from tasks import intake, mail, tallies, upkeep
from tests.factories import OpenPetition, add_petition
from tests.web.visitor import Visitor


class PostBox:
    """Keeps what arrives, by the address it was sent to."""

    def __init__(self) -> None:
        self._mails: dict[str, list[EmailMessage]] = {}

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one mail (aiosmtpd prescribes the name)."""
        message = email.message_from_bytes(envelope.content or b"", policy=default)
        for address in envelope.rcpt_tos:
            self._mails.setdefault(address, []).append(message)
        return "250 kept"

    def mails_of(self, address: str) -> list[EmailMessage]:
        """Everything that came to an address, oldest first."""
        return self._mails.get(address, [])


class World:
    """What happens between a person's presses: beat rings every task once."""

    def __init__(self, visitor: Visitor, petition: OpenPetition, box: PostBox) -> None:
        self.visitor, self.petition, self.box = visitor, petition, box

    def passes(self) -> None:
        """Let every task run once, and the site forget what it remembered."""
        for task in (intake.drain_signatures, intake.drain_requests, mail.send_due, upkeep.publish_names,
                     upkeep.settle_addresses, upkeep.expire, tallies.fold, tallies.reconcile):  # fmt: skip
            task()
        self.visitor.client.application.extensions["vigil.reader"] = Reader()

    def count(self) -> int:
        """The published figure."""
        told = self.visitor.client.get(f"/api/v1/petitions/{self.petition.id}").get_json()
        return int(told["signatures"]["confirmed"])

    def links(self, address: str, *, mail: int = -1) -> list[str]:
        """The paths of all links in a mail's text, in order."""
        body = self.box.mails_of(address)[mail].get_body(("plain",))
        assert body is not None
        words = str(body.get_content()).split()
        return [urlsplit(word).path for word in words if word.startswith("http://localhost")]


@pytest.fixture
def box() -> Iterator[tuple[PostBox, str]]:
    """A mail server on loopback: the box and its MAIL_URL."""
    kept = PostBox()
    server = Controller(kept, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    server.start()
    yield kept, f"smtp://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def worker(settings: Settings, keyring: Keyring, box: tuple[PostBox, str]) -> Iterator[Flask]:
    """The worker's application, sending to the box."""
    flask_app = create_app("worker", replace(settings, mail_url=box[1]))
    celery.flask_app = flask_app
    yield flask_app
    with flask_app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(client: FlaskClient, owner_session: DatabaseSession, worker: Flask, box: tuple[PostBox, str]) -> World:
    """A petition, a visitor, and time that passes when told to."""
    petition = add_petition(owner_session)
    owner_session.commit()
    return World(Visitor(client), petition, box[0])

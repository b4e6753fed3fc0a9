"""A canary's name and address go through the whole chain and turn up nowhere they can be read."""

from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring
from app.core.jobs import celery
from app.core.settings import Settings
from app.signatures.models import Signature, Submission
from app.signatures.states import SignatureState
from tasks import intake, mail, tallies, upkeep
from tests.factories import add_petition, token
from tests.factories.post_office import ScriptedPostOffice
from tests.guards.tables import everything_stored

Logged = list[MutableMapping[str, Any]]
NAME, ADDRESS, COMMENT = "Kanarya Probevogel", "kanarya.probe@example.org", "Geheime Probeworte"
CANARIES = [word.encode() for word in (NAME, "Kanarya", "Probevogel", ADDRESS, "kanarya.probe", COMMENT, "192.0.2")]
FORM = {
    "name": NAME, "email": ADDRESS, "comment": COMMENT, "show_name": "no", "country": "FR",
    "updates": "yes", "deliver_name": "yes", "keep_email": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _worker(worker_app: Flask, settings: Settings) -> Iterator[None]:
    celery.flask_app = worker_app
    yield
    worker_app.extensions["vigil.settings"] = settings
    del celery.flask_app


def _found(content: bytes) -> list[bytes]:
    return [canary for canary in CANARIES if canary.lower() in content.lower()]


@pytest.mark.parametrize("reply", ["250", "451 4.7.1", "550 5.1.1", "421"])
def test_no_canary_is_stored_or_logged(
    client: FlaskClient, worker_app: Flask, owner_session: Session, settings: Settings, keyring: Keyring,
    capfd: pytest.CaptureFixture[str], logged: Logged, reply: str,
) -> None:  # fmt: skip
    petition = add_petition(owner_session)
    owner_session.commit()
    with ScriptedPostOffice(reply) as office:
        worker_app.extensions["vigil.settings"] = replace(settings, mail_url=office.url)
        answer = client.post(f"/en/petitions/{petition.id}/sign", data=FORM, environ_base={"REMOTE_ADDR": "192.0.2.77"})
        assert answer.status_code == 303
        assert _found(everything_stored(owner_session)) == []
        intake.drain_signatures()
        mail.send_due()
        assert _found(everything_stored(owner_session)) == []
        submission = owner_session.scalars(select(Submission)).one()
        assert client.post(f"/en/confirm/{token(keyring, submission)}").status_code == 303
        for task in (upkeep.settle_addresses, upkeep.publish_names, tallies.fold, tallies.reconcile):
            task()
        assert client.post("/en/private-page", data={"email": ADDRESS}).status_code == 303
        intake.drain_requests()
        mail.send_due()
    assert _found(everything_stored(owner_session)) == []
    assert owner_session.scalars(select(Signature.state)).all() == [SignatureState.CONFIRMED]
    assert _found(repr(logged).encode()) == []
    written = capfd.readouterr()
    assert _found((written.out + written.err).encode()) == []
    assert "task failed" not in repr(logged)


def test_a_name_is_published_only_where_its_owner_said_so(
    client: FlaskClient, owner_session: Session, keyring: Keyring
) -> None:
    petition = add_petition(owner_session)
    owner_session.commit()
    client.post(f"/en/petitions/{petition.id}/sign", data=FORM | {"show_name": "full"})
    intake.drain_signatures()
    submission = owner_session.scalars(select(Submission)).one()
    client.post(f"/en/confirm/{token(keyring, submission)}")
    upkeep.publish_names()
    assert set(_found(everything_stored(owner_session))) == {NAME.encode(), b"Kanarya", b"Probevogel"}


def test_a_failing_task_says_where_and_never_what(
    owner_session: Session, capfd: pytest.CaptureFixture[str], logged: Logged
) -> None:
    def fail() -> int:
        raise ValueError(f"cannot write to {ADDRESS}")

    tallies.job("tests.fail")(fail)()
    del celery.tasks["tests.fail"]
    assert [(line["event"], line["error"]) for line in logged] == [("task failed", "ValueError")]
    assert _found(repr(logged).encode()) == []
    assert _found(capfd.readouterr().err.encode()) == []

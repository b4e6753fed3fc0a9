"""The mail server reports: signed and fresh, or nothing happens; what it names is sealed at once and said nowhere."""

import json
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.limits import FORM_BYTES
from app.core.settings import Settings
from app.signatures.envelope import MailReport, MailReports, ReportKind, SealedForm, open_mail_reports
from app.signatures.models import Intake
from app.switches.services import turn_on
from app.switches.states import SwitchKind
from app.web.reading import Reader
from app.webhooks.signing import headers_for, new_secret
from tests.guards.tables import everything_stored

HERS = "her-own-address@example.org"
BOUNCE = {"reports": [{"kind": "bounce", "address": HERS}]}
SECRET = new_secret()
Report = Callable[..., TestResponse]


@pytest.fixture
def report(client: FlaskClient, public_app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Call as a mail server that has the secret."""
    monkeypatch.setitem(public_app.extensions, "vigil.settings", replace(settings, mail_hook_secret=SECRET))

    def call(
        content: Any = BOUNCE,
        *,
        secret: str = SECRET,
        seconds_ago: int = 0,
        headers: dict[str, str] | None = None,
        tampered: bytes = b"",
    ) -> TestResponse:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        timestamp = int(utc_now().timestamp()) - seconds_ago
        signed = headers_for(secret, event_id=uuid4(), timestamp=timestamp, body=body)
        return client.post("/mail-reports", data=tampered or body, headers=signed | (headers or {}))

    return call


def take(session: Session, keyring: Keyring) -> list[MailReports]:
    session.rollback()
    query = delete(Intake).returning(Intake.id, Intake.kind, Intake.key_day, Intake.sealed)
    rows = [SealedForm(id=r.id, kind=r.kind, key_day=r.key_day, sealed=r.sealed) for r in session.execute(query)]
    return [open_mail_reports(row, keyring) for row in rows]


def test_a_genuine_call_is_sealed_whole(report: Report, owner_session: Session, keyring: Keyring) -> None:
    content = {"reports": [{"kind": "bounce", "address": HERS}, {"kind": "complaint", "address": "b@example.org"}]}
    answer = report(content)
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (202, "taken\n", "no-store")
    assert HERS.encode() not in everything_stored(owner_session)
    [taken] = take(owner_session, keyring)
    assert taken.call.startswith("msg_")
    assert taken.reports == [
        MailReport(kind=ReportKind.BOUNCE, address=HERS),
        MailReport(kind=ReportKind.COMPLAINT, address="b@example.org"),
    ]


@pytest.mark.parametrize(
    "call",
    [
        {"secret": new_secret()},
        {"seconds_ago": 301},
        {"seconds_ago": -301},
        {"tampered": json.dumps(BOUNCE).encode() + b" "},
        {"headers": {"webhook-id": "another"}},
        {"headers": {"webhook-id": ""}},
        {"headers": {"webhook-id": "x" * 201}},
        {"headers": {"webhook-timestamp": "now"}},
        {"headers": {"webhook-signature": ""}},
        {"headers": {"webhook-signature": "v1,\xe9"}},
    ],
)
def test_whatever_is_not_signed_now_is_refused(report: Report, count_intake: Callable[[], int], call: Any) -> None:
    assert report(**call).status_code == 401
    assert count_intake() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        [],
        {"reports": []},
        {"reports": [{"kind": "bounce"}]},
        {"reports": [{"kind": HERS, "address": HERS}]},
        {"reports": [{"kind": "bounce", "address": "x" * 255}]},
        {"reports": [{"kind": "bounce", "address": 7}]},
        {"reports": [{"kind": "bounce", "address": HERS}] * 101},
    ],
)
def test_what_is_no_list_of_reports_is_said_so_without_repeating_it(
    report: Report, count_intake: Callable[[], int], content: Any, logged: list[MutableMapping[str, Any]]
) -> None:
    answer = report(content)
    assert answer.status_code == 422
    assert HERS not in answer.text
    assert count_intake() == 0
    assert HERS not in repr(logged)


def test_a_call_larger_than_a_form_is_not_read(report: Report, count_intake: Callable[[], int]) -> None:
    assert report(b" " * (FORM_BYTES + 1)).status_code == 413
    assert count_intake() == 0


def test_without_a_secret_there_is_no_such_address(client: FlaskClient) -> None:
    assert client.post("/mail-reports", json=BOUNCE).status_code == 404


def test_read_only_lets_the_mail_server_come_again(
    report: Report, owner_session: Session, public_app: Flask, count_intake: Callable[[], int]
) -> None:
    turn_on(owner_session, SwitchKind.READ_ONLY, reason="Moving.", actor="operator", now=utc_now())
    owner_session.commit()
    public_app.extensions["vigil.reader"] = Reader()
    answer = report()
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert count_intake() == 0

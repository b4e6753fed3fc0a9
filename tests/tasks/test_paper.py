"""Paper through the tasks: read a page at a time, counted, published; a canary turns up nowhere it can be read."""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.paper.batches import PaperBatch, PaperSignature, PublishedPaper
from app.paper.states import BatchState
from app.signatures.models import Signature
from tasks import paper, prints
from tests.factories import OpenPetition, add_petition
from tests.factories.accounts import add_account
from tests.factories.paper import begin_batch, somebody, type_in
from tests.guards.tables import everything_stored
from tests.web.member import Member

NAME, ADDRESS = "Kanarya Probevogel", "kanarya.probe@example.org"
CANARIES = [word.encode() for word in (NAME, "Kanarya", "Probevogel", ADDRESS, "kanarya.probe")]
CSV = f"Name,Country,Email\n{NAME} Drei,FR,drei.{ADDRESS}\n".encode()
SCAN = b"%PDF-1.7 " + NAME.encode()


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    petition = add_petition(owner_session)
    owner_session.refresh(petition.campaign, ["organisation"])
    owner_session.commit()
    return petition


def _found(content: bytes) -> list[bytes]:
    return [canary for canary in CANARIES if canary.lower() in content.lower()]


def _post_file(member: Member, path: str, field: str, content: bytes) -> str:
    head = "--part\r\nContent-Disposition: form-data; name={}\r\n\r\n".format
    fields = f"{head('csrf_token')}{member.csrf_token()}\r\n{head(f'{field}; filename=file')}".encode()
    body = fields + content + b"\r\n--part--\r\n"
    answer = member.client.post(path, data=body, content_type="multipart/form-data; boundary=part")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_no_canary_is_stored_or_logged(
    console_app: Flask, owner_session: Session, tools: Credentials, petition: OpenPetition,
    capfd: pytest.CaptureFixture[str], logged: list[MutableMapping[str, Any]],
) -> None:  # fmt: skip
    organisation = petition.campaign.organisation
    member = Member(console_app, add_account(owner_session, tools, organisation=organisation)).enter
    owner_session.commit()
    browser = member()
    desk = f"/organiser/{organisation.slug}/campaigns/{petition.campaign.id}/paper/"
    batch = browser.press(f"{desk}batches/new", {})
    typed = {"name-0": NAME, "country-0": "FR", "email-0": ADDRESS, "name-1": f"{NAME} Zwei", "email-1": f"{ADDRESS} x"}
    browser.press(f"{batch}/lines", typed | {"anyway": "yes"})
    file = _post_file(browser, f"{batch}/files", "table", CSV)
    browser.press(file, {"column-0": "name", "column-1": "country", "column-2": "email"})
    _post_file(browser, f"{batch}/scans", "scan", SCAN)
    assert _found(everything_stored(owner_session)) == []
    browser.press(f"{batch}/submit")
    for _ in range(3):
        paper.read_lines()
    assert _found(everything_stored(owner_session)) == []
    counted = owner_session.scalars(select(PaperBatch)).one()
    assert (counted.state, counted.kept, counted.done) == (BatchState.COUNTED, 2, 3)
    for path in (desk, batch, file, f"{batch}/lines"):
        assert _found(browser.client.get(path).data) == []
    assert _found(repr(logged).encode()) == []
    written = capfd.readouterr()
    assert _found((written.out + written.err).encode()) == []


def test_a_ring_reads_so_many_pages_and_leaves_the_lane_to_others(
    owner_session: Session, petition: OpenPetition, public_keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "PAGES_A_RING", 2)
    batch = begin_batch(owner_session, petition)
    for _ in range(3):
        type_in(owner_session, batch, [somebody()], public_keys)
    owner_session.commit()
    seen = []
    for _ in range(2):
        paper.read_lines()
        owner_session.rollback()
        seen.append(owner_session.scalars(select(PaperBatch.done)).one())
    assert seen == [2, 3]


def test_the_daily_and_hourly_rings(
    owner_session: Session, petition: OpenPetition, public_keys, logged: list[MutableMapping[str, Any]]
) -> None:
    batch = begin_batch(owner_session, petition)
    type_in(owner_session, batch, [somebody()], public_keys)
    owner_session.commit()
    paper.read_lines()
    owner_session.execute(text("UPDATE vigil.paper_batch SET state = 'importing'"))
    owner_session.commit()
    paper.read_lines()
    paper.publish_daily()
    paper.reconcile()
    shown = owner_session.scalars(select(PublishedPaper)).one()
    assert (shown.counted, shown.also_online, shown.frozen) == (1, 0, False)
    assert shown.overlap_day is not None
    row = owner_session.get_one(type(petition.petition), petition.id)
    row.closes_at = utc_now() - timedelta(days=91)
    owner_session.commit()
    paper.forget()
    owner_session.rollback()
    assert owner_session.scalars(select(PaperSignature.name_sealed)).all() == [None]
    owner_session.execute(text("UPDATE vigil.paper_batch SET kept = 0"))
    owner_session.commit()
    paper.reconcile()
    assert "paper mismatch" in [line["event"] for line in logged]
    prints.make_prints()
    assert "task failed" not in [line["event"] for line in logged]
    assert owner_session.scalars(select(Signature)).all() == []

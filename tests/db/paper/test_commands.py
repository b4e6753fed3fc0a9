"""What operators do with paper: erase an address, open a scan; both stand in the audit without a person in it."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.cli.paper import group
from app.core.ids import new_id
from app.paper.batches import PaperBatch, PaperScan, PaperSignature
from tests.factories import add_petition
from tests.factories.paper import SCAN, add_counted_batch, somebody


@pytest.fixture
def batch(owner_session: Session, keyring, public_keys) -> PaperBatch:
    lines = [somebody(email="ada@example.org"), somebody()]
    batch = add_counted_batch(owner_session, add_petition(owner_session), keyring, public_keys, lines)
    owner_session.commit()
    return batch


def run(operator_app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    done = operator_app.test_cli_runner().invoke(group, list(words), input=typed)
    return done.exit_code, done.output


def test_an_address_is_asked_for_and_erased(operator_app, owner_session, batch):
    assert run(operator_app, "erase", typed="Ada@example.org\n")[1].endswith("erased from 1 petitions\n")
    owner_session.rollback()
    assert owner_session.scalar(select(func.count()).select_from(PaperSignature)) == 1
    entry = owner_session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.erased")).one()
    assert entry.details == {"count": 1}
    assert "erased from 0" in run(operator_app, "erase", typed="ada@example.org\n")[1]


def test_a_scan_is_opened_into_a_file_that_is_there(operator_app, owner_session, batch, tmp_path):
    scan_id = owner_session.scalars(select(PaperScan.id)).one()
    target = tmp_path / "scan.pdf"
    assert run(operator_app, "scan", str(scan_id), str(target))[0] == 2
    target.touch(mode=0o600)
    assert run(operator_app, "scan", str(scan_id), str(target))[0] == 0
    assert target.read_bytes() == SCAN
    owner_session.rollback()
    assert owner_session.scalars(select(AuditEntry.action).order_by(AuditEntry.number.desc()).limit(1)).one() == (
        "paper.scan_opened"
    )


def test_a_scan_that_is_not_there_is_said_to_be_gone(operator_app, batch, tmp_path):
    target = tmp_path / "scan.pdf"
    target.touch()
    assert run(operator_app, "scan", str(new_id()), str(target))[0] == 1
    assert target.read_bytes() == b""

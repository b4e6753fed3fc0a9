"""The record can be added to and nothing else; whoever gets past the database is found."""

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.chain import iter_breaks, record
from app.audit.models import AuditEntry
from app.core.clock import utc_now


def _record(session: Session, number: int = 1) -> None:
    for each in range(number):
        record(session, actor="operator", action=f"test.{each}", subject_kind="none", now=utc_now())


def test_a_chain_as_written_holds(session: Session) -> None:
    _record(session, 3)
    assert list(iter_breaks(session)) == []


@pytest.mark.parametrize(
    "change",
    [update(AuditEntry).values(actor="nobody"), delete(AuditEntry), text("TRUNCATE vigil.audit_entry")],
    ids=str,
)
def test_the_database_refuses_every_change(session: Session, change: object) -> None:
    _record(session)
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(change)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE vigil.audit_entry SET actor = 'nobody' WHERE number = 2", ["entry 2 was changed"]),
        (
            "DELETE FROM vigil.audit_entry WHERE number = 2",
            ["entry 2 is missing", "entry 3 does not follow the entry before it"],
        ),
    ],
)
def test_a_change_past_the_triggers_is_found(owner_session: Session, change: str, found: list[str]) -> None:
    _record(owner_session, 3)
    owner_session.commit()
    for statement in ("ALTER TABLE vigil.audit_entry DISABLE TRIGGER USER", change,
                      "ALTER TABLE vigil.audit_entry ENABLE TRIGGER USER"):  # fmt: skip
        owner_session.execute(text(statement))
    owner_session.commit()
    owner_session.expunge_all()
    assert list(iter_breaks(owner_session)) == found

"""Deliveries are seen by staff alone, whatever the console's queries forget to ask; nobody reads an upload again."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.db import Scope, enter_scope
from app.core.ids import new_id
from app.deliveries.register import add_evidence, enter
from app.deliveries.rules import Entry
from app.deliveries.states import DeliveryState, EntryKind, EvidenceKind, Manner
from tests.factories import OpenPetition
from tests.factories.deliveries import ASKER, add_delivery

TABLES = ["delivery", "delivery_entry", "delivery_evidence"]


@pytest.fixture
def petition_with_delivery(owner_session: Session, shared_petition: OpenPetition) -> OpenPetition:
    delivery, now = add_delivery(owner_session, shared_petition, state=DeliveryState.APPROVED), utc_now()
    entry = Entry(EntryKind.HANDED_OVER, day_of(now), Manner.POST, "", "Anna")
    enter(owner_session, delivery, entry, actor=ASKER, now=now)
    add_evidence(owner_session, delivery, b"x", kind=EvidenceKind.RECEIPT, shows="A stamp", actor=ASKER, now=now)
    owner_session.commit()
    return shared_petition


def _count(console: Session, table: str) -> int:
    return console.scalar(text(f"SELECT count(*) FROM vigil.{table}")) or 0


@pytest.mark.parametrize("table", TABLES)
def test_staff_see_it_and_nobody_else(console: Session, petition_with_delivery: OpenPetition, table: str) -> None:
    own = petition_with_delivery.campaign.organisation_id
    for scope in (Scope(), Scope(organisation_id=own), Scope(account_id=new_id(), organisation_id=own)):
        enter_scope(console, scope)
        assert _count(console, table) == 0
    enter_scope(console, Scope(is_staff=True))
    assert _count(console, table) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT original FROM vigil.delivery_evidence",
        "UPDATE vigil.delivery_evidence SET shows = 'Something else'",
        "UPDATE vigil.delivery_entry SET words = 'Something else'",
        "DELETE FROM vigil.delivery",
        "UPDATE vigil.delivery SET manifest_sha256 = NULL",
        "UPDATE vigil.delivery SET figures = '{}'",
        "SELECT * FROM vigil.delivery_signature",
    ],
)
def test_the_console_may_not(console: Session, petition_with_delivery: OpenPetition, statement: str) -> None:
    enter_scope(console, Scope(is_staff=True))
    with pytest.raises(ProgrammingError, match="permission denied"):
        console.execute(text(statement))

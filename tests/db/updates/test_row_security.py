"""The console sees its organisation's updates and nobody else's, whatever a query forgets to ask."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.ids import new_id
from app.updates.models import Update, UpdateRecipient, UpdateShare
from tests.factories import OpenPetition, add_petition, add_update


@pytest.fixture
def console(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    """The console's session, before anybody is named in it."""
    with Session(engines["console"]) as session:
        yield session


@pytest.fixture
def two(owner_session: Session) -> list[OpenPetition]:
    """Two organisations with an update each, begun."""
    petitions = [add_petition(owner_session) for _ in range(2)]
    for petition in petitions:
        made = add_update(owner_session, petition.campaign, is_out=True)
        owner_session.add(UpdateShare(update_id=made.id, share=0, sent=3))
        owner_session.add(UpdateRecipient(update_id=made.id, number=1))
    owner_session.commit()
    return petitions


def enter(session: Session, **scope: object) -> None:
    for name, value in scope.items():
        session.execute(select(func.set_config(f"vigil.{name}", str(value), True)))


def seen(session: Session) -> list[int]:
    tables = (Update.id, UpdateShare.update_id, UpdateRecipient.update_id)
    return [len(session.scalars(select(column)).all()) for column in tables]


def test_nobody_named_sees_nothing(console: Session, two: list[OpenPetition]) -> None:
    assert seen(console) == [0, 0, 0]


def test_an_organisation_sees_its_own(console: Session, two: list[OpenPetition]) -> None:
    enter(console, organisation=two[0].campaign.organisation_id)
    assert seen(console) == [1, 1, 1]
    assert console.scalars(select(Update.campaign_id)).all() == [two[0].campaign.id]


def test_staff_see_all(console: Session, two: list[OpenPetition]) -> None:
    enter(console, staff="yes")
    assert seen(console) == [2, 2, 2]


def test_nothing_is_written_under_anothers_name(console: Session, two: list[OpenPetition]) -> None:
    enter(console, organisation=two[0].campaign.organisation_id)
    others = two[1].campaign
    row = {
        "id": new_id(), "organisation_id": others.organisation_id, "campaign_id": others.id, "number": 9,
        "subject": {}, "body": {}, "author_id": new_id(), "changed_at": utc_now(), "state": "draft",
    }  # fmt: skip
    with pytest.raises(DBAPIError, match="row-level security"):
        console.execute(insert(Update).values(row))


def test_the_console_is_never_told_who_is_on_a_list(console: Session, two: list[OpenPetition]) -> None:
    enter(console, staff="yes")
    with pytest.raises(DBAPIError, match="permission denied"):
        console.execute(text("SELECT signature_id FROM vigil.update_recipient"))

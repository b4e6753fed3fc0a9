"""The console reads the told figures of its own organisation, whatever its queries forget to ask."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.tallies.models import Told, ToldDay, ToldFigure, ToldTotal
from tests.factories import OpenPetition, add_petition

TABLES = ["told_total", "told_figure", "told_day"]


@pytest.fixture
def petitions(owner_session: Session) -> list[OpenPetition]:
    """Two petitions of two organisations, with a row each in every table."""
    made = [add_petition(owner_session), add_petition(owner_session)]
    for petition in made:
        owner_session.add(ToldTotal(petition_id=petition.id, hour=to_hour(utc_now()), confirmed=12))
        owner_session.add(ToldDay(petition_id=petition.id, day=date(2026, 11, 1)))
        owner_session.add(
            ToldFigure(petition_id=petition.id, subject=Told.COUNTRY, key="FR", day=date(2026, 11, 1), count=12)
        )
    owner_session.commit()
    return made


@pytest.fixture
def console(engines: dict[str, Engine]) -> Iterator[Session]:
    """The console's session, before it says whose rows it may see."""
    with Session(engines["console"]) as session:
        yield session


def _seen(console: Session, table: str) -> list[UUID]:
    return list(console.scalars(text(f"SELECT petition_id FROM vigil.{table}")))


@pytest.mark.parametrize("table", TABLES)
def test_nobody_named_sees_nothing(console: Session, petitions: list[OpenPetition], table: str) -> None:
    assert _seen(console, table) == []
    console.execute(text("SELECT set_config('vigil.organisation', '', true)"))
    assert _seen(console, table) == []


@pytest.mark.parametrize("table", TABLES)
def test_an_organisation_sees_its_own(console: Session, petitions: list[OpenPetition], table: str) -> None:
    ours = str(petitions[0].campaign.organisation_id)
    console.execute(text("SELECT set_config('vigil.organisation', :ours, true)"), {"ours": ours})
    assert _seen(console, table) == [petitions[0].id]
    console.rollback()
    assert _seen(console, table) == []


@pytest.mark.parametrize("table", TABLES)
def test_staff_see_all(console: Session, petitions: list[OpenPetition], table: str) -> None:
    console.execute(text("SELECT set_config('vigil.staff', 'yes', true)"))
    assert set(_seen(console, table)) == {petition.id for petition in petitions}

"""What the console's own role may do with exports: staff alone see them, and nobody rewrites a request."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.db import Scope, enter_scope
from app.core.ids import new_id
from app.exports.asking import approve, ask, cancel
from app.exports.models import Export, ExportKey
from app.exports.states import ExportState
from tests.factories import OpenPetition
from tests.factories.exports import add_export, add_export_key, staff, wish_for


@pytest.fixture
def export(owner_session: Session, shared_petition: OpenPetition) -> Export:
    made = add_export(owner_session, wish_for(shared_petition.id))
    owner_session.commit()
    return made


@pytest.fixture
def console(engines: dict[str, Engine], export: Export) -> Iterator[Session]:
    with Session(engines["console"], expire_on_commit=False) as session:
        yield session


@pytest.mark.parametrize("model", [Export, ExportKey])
def test_organisers_see_nothing_of_exports(
    console: Session, shared_petition: OpenPetition, model: type[Export | ExportKey]
) -> None:
    for scope in (
        Scope(),
        Scope(account_id=new_id()),
        Scope(organisation_id=shared_petition.campaign.organisation_id, account_id=new_id()),
    ):
        enter_scope(console, scope)
        assert console.scalars(select(model)).all() == []
    enter_scope(console, Scope(is_staff=True))
    assert len(console.scalars(select(model)).all()) == 1


def test_organisers_ask_for_nothing(console: Session, export: Export, shared_petition: OpenPetition) -> None:
    enter_scope(console, Scope(organisation_id=shared_petition.campaign.organisation_id))
    row = {
        "id": new_id(), "petition_id": export.petition_id, "key_id": export.key_id, "request": {}, "digest": b"",
        "asked_by": new_id(), "asked_at": utc_now(), "expires_at": utc_now(), "state": ExportState.ASKED,
    }  # fmt: skip
    with pytest.raises(DBAPIError, match="row-level security"):
        console.execute(insert(Export).values(row))


@pytest.mark.parametrize(
    "values",
    [
        {"request": {}}, {"digest": bytes(32)}, {"asked_by": new_id()}, {"key_id": new_id()}, {"petition_id": new_id()},
        {"expires_at": utc_now()}, {"gone_at": utc_now()},
        {"plain_sha256": b""}, {"markers": 0}, {"cut_off": utc_now()},
    ],
    ids=lambda values: next(iter(values)),
)  # fmt: skip
def test_the_console_rewrites_no_request(console: Session, values: dict[str, Any]) -> None:
    enter_scope(console, Scope(is_staff=True))
    with pytest.raises(DBAPIError, match="permission denied"):
        console.execute(update(Export).values(values))


@pytest.mark.parametrize("table", ["export_marker", "export_recent", "signature"])
def test_the_console_knows_neither_markers_nor_people(console: Session, table: str) -> None:
    enter_scope(console, Scope(is_staff=True))
    with pytest.raises(DBAPIError, match="permission denied"):
        console.execute(text(f"SELECT * FROM vigil.{table}"))


def test_the_console_cannot_give_a_key_another_time(console: Session) -> None:
    enter_scope(console, Scope(is_staff=True))
    with pytest.raises(DBAPIError, match="permission denied"):
        console.execute(update(ExportKey).values(usable_from=utc_now()))


def test_staff_ask_and_decide_with_the_rights_of_the_console(console: Session, export: Export) -> None:
    enter_scope(console, Scope(is_staff=True))
    asker = staff()
    key = add_export_key(console, asker)
    asked = ask(console, asker, wish_for(export.petition_id), key_id=key.id, now=utc_now())
    cancel(console, asker, asked, now=utc_now())
    approve(console, staff(), export.id, digest=export.digest.hex(), now=utc_now())
    console.commit()
    assert console.scalars(select(Export.state).order_by(Export.asked_at)).all() == [
        ExportState.APPROVED,
        ExportState.CANCELLED,
    ]

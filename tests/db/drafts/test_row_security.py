"""As the console's own role: an organisation's drafts are its own, whatever the application asks for."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.core.db import Base, Scope, enter_scope
from app.core.errors import NotFound
from app.drafts.history import find_similar, list_drafts, list_submitted
from app.drafts.models import Draft, DraftReview, DraftRevision
from app.drafts.saving import get_draft, save_section, start_draft
from tests.db.drafts.conftest import NOW, act_as
from tests.factories import add_organisation
from tests.factories.drafts import whole_draft


@pytest.fixture
def console(engines: dict[str, Engine], clean_tables: None) -> Iterator[Session]:
    with Session(engines["console"], expire_on_commit=False) as session:
        yield session


@pytest.fixture
def editors(owner_session: Session) -> list[Actor]:
    """Editors of two organisations."""
    made = [act_as(add_organisation(owner_session)) for _ in range(2)]
    owner_session.commit()
    return made


@pytest.fixture
def drafts(console: Session, editors: list[Actor]) -> list[Draft]:
    """A draft of each."""
    made = []
    for editor in editors:
        enter_scope(console, Scope(organisation_id=editor.organisation_id))
        made.append(start_draft(console, editor, document=whole_draft(), now=NOW))
        console.commit()
    return made


def test_each_sees_its_own(console: Session, editors: list[Actor], drafts: list[Draft]) -> None:
    enter_scope(console, Scope(organisation_id=editors[0].organisation_id))
    assert get_draft(console, drafts[0].id).document.campaign.slug == "free-laleh"
    with pytest.raises(NotFound):
        get_draft(console, drafts[1].id)
    with pytest.raises(NotFound):
        save_section(console, editors[0], drafts[1].id, based_on=1, change=lambda document: document, now=NOW)
    assert list_drafts(console, drafts[1].organisation_id) == []
    assert [each.campaign_id for each in find_similar(console, whole_draft(), but=uuid4())] == [drafts[0].id]


@pytest.mark.parametrize("table", [Draft, DraftRevision, DraftReview])
def test_without_a_scope_there_are_no_rows(console: Session, drafts: list[Draft], table: type[Base]) -> None:
    enter_scope(console, Scope())
    assert console.scalar(select(func.count()).select_from(table)) == 0


def test_staff_see_all(console: Session, drafts: list[Draft]) -> None:
    enter_scope(console, Scope(is_staff=True))
    assert console.scalar(select(func.count()).select_from(DraftRevision)) == 2
    assert list_submitted(console) == []


def test_nobody_writes_into_another_organisation(console: Session, editors: list[Actor]) -> None:
    enter_scope(console, Scope(organisation_id=editors[0].organisation_id))
    with pytest.raises(DBAPIError, match="row-level security"):
        start_draft(console, editors[1], now=NOW)


def test_organisers_write_no_reviews(console: Session, editors: list[Actor], drafts: list[Draft]) -> None:
    enter_scope(console, Scope(organisation_id=editors[0].organisation_id))
    console.add(
        DraftReview(
            draft_id=drafts[0].id, number=1, outcome="approved", reasons=[], words="", submitted_by=None,
            reviewer_id=editors[0].account_id, decided_at=NOW,
        )
    )  # fmt: skip
    with pytest.raises(DBAPIError, match="row-level security"):
        console.flush()

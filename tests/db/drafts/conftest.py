"""An organisation with an editor and an owner, staff who review, and a draft to work on."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Organisation
from app.drafts.models import Draft
from app.drafts.publishing import publish_next
from app.drafts.reviewing import approve, submit
from app.drafts.saving import start_draft
from app.pictures.models import Picture, PictureState
from tests.factories import add_organisation
from tests.factories.drafts import whole_draft

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def act_as(organisation: Organisation | None, **fields: Any) -> Actor:
    """Return somebody with a second factor: an editor, unless ``fields`` say otherwise."""
    anybody: dict[str, Any] = {
        "account_id": uuid4(),
        "language": "en",
        "organisation_id": organisation.id if organisation else None,
        "role": OrganisationRole.EDITOR if organisation else None,
        "has_second_factor": True,
    }
    return Actor(**{**anybody, **fields})


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return add_organisation(session)


@pytest.fixture
def editor(organisation: Organisation) -> Actor:
    return act_as(organisation)


@pytest.fixture
def colleague(organisation: Organisation) -> Actor:
    return act_as(organisation)


@pytest.fixture
def owner(organisation: Organisation) -> Actor:
    return act_as(organisation, role=OrganisationRole.OWNER)


@pytest.fixture
def staff() -> Actor:
    return act_as(None, staff_role=StaffRole.REVIEWER)


@pytest.fixture
def picture(session: Session) -> Picture:
    made = Picture(alt={}, focus_x=0.5, focus_y=0.5, state=PictureState.READY)
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def draft(session: Session, editor: Actor, picture: Picture) -> Draft:
    """A draft that could be published."""
    return start_draft(session, editor, document=whole_draft(picture_id=picture.id.hex), now=NOW)


@pytest.fixture
def published(session: Session, editor: Actor, staff: Actor, draft: Draft) -> Draft:
    """The same after staff approved it and a worker was there."""
    submit(session, editor, draft.id, number=1, now=NOW)
    approve(session, staff, draft.id, number=1, now=NOW)
    assert publish_next(session, now=NOW) == draft.id
    return draft

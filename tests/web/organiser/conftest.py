"""Members of an organisation with their browsers, and a draft that could be published."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import Organisation
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.drafts.models import Draft
from app.drafts.saving import start_draft
from app.pictures.models import Picture, PictureState
from tests.factories import add_organisation
from tests.factories.accounts import add_account
from tests.factories.drafts import whole_draft
from tests.web.member import Member

Join = Callable[..., Member]


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    made = add_organisation(owner_session)
    owner_session.commit()
    return made


@pytest.fixture
def join(console_app: Flask, owner_session: Session, tools: Credentials, organisation: Organisation) -> Join:
    """Let somebody join the organisation, or another, or staff, and sign in."""

    def joined(
        role: OrganisationRole = OrganisationRole.EDITOR,
        *,
        of: Organisation | None = organisation,
        staff_role: StaffRole | None = None,
        second_factor: bool = True,
        language: str = "en",
    ) -> Member:
        account = add_account(
            owner_session, tools, organisation=of, role=role, staff_role=staff_role, language=language
        )
        owner_session.commit()
        return Member(console_app, account).enter(second_factor=second_factor)

    return joined


@pytest.fixture
def editor(join: Join) -> Member:
    return join()


@pytest.fixture
def draft(owner_session: Session, organisation: Organisation) -> Draft:
    """A draft of somebody else in the organisation, that could be published."""
    picture = Picture(organisation_id=organisation.id, alt={}, focus_x=0.5, focus_y=0.5, state=PictureState.READY)
    owner_session.add(picture)
    owner_session.flush()
    author = Actor(account_id=organisation.id, language="en", organisation_id=organisation.id)
    made = start_draft(owner_session, author, document=whole_draft(picture_id=picture.id.hex), now=utc_now())
    owner_session.commit()
    return made


@pytest.fixture
def path(organisation: Organisation, draft: Draft) -> str:
    """Where the draft is."""
    return f"/organiser/{organisation.slug}/campaigns/{draft.id}"

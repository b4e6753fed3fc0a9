"""An organisation, its editor at the console, and a draft to work on."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.kinds import OrganisationRole
from app.accounts.models import Account, Organisation
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.drafts.document import DraftDocument
from app.drafts.models import Draft
from app.drafts.saving import start_draft
from tests.factories import add_organisation
from tests.factories.accounts import add_account
from tests.factories.drafts import whole_draft
from tests.web.member import Member
from tests.web.organiser.cases.desk import CaseDesk

StartDesk = Callable[[DraftDocument], CaseDesk]


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    return add_organisation(owner_session)


@pytest.fixture
def account(owner_session: Session, tools: Credentials, organisation: Organisation) -> Account:
    made = add_account(owner_session, tools, organisation=organisation, role=OrganisationRole.EDITOR)
    owner_session.commit()
    return made


@pytest.fixture
def start_desk(console_app: Flask, owner_session: Session, account: Account, organisation: Organisation) -> StartDesk:
    """Begin a draft with a document and sit down before it."""

    def start(document: DraftDocument) -> CaseDesk:
        actor = Actor(
            account_id=account.id,
            language="en",
            organisation_id=organisation.id,
            role=OrganisationRole.EDITOR,
            has_second_factor=True,
        )
        draft: Draft = start_draft(owner_session, actor, document=document, now=utc_now())
        owner_session.commit()
        return CaseDesk(Member(console_app, account).enter(), owner_session, organisation.slug, draft.id)

    return start


@pytest.fixture
def blank(start_desk: StartDesk) -> CaseDesk:
    """A draft in which nothing stands yet."""
    return start_desk(DraftDocument())


@pytest.fixture
def desk(start_desk: StartDesk) -> CaseDesk:
    """A draft that is whole, but for its picture."""
    return start_desk(whole_draft(portrait=None))

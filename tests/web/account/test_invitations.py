"""An invitation: mailed by a worker, opened by its holder, used once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.inviting import invite
from app.accounts.kinds import LetterKind, OrganisationRole, StaffRole
from app.accounts.letters import queue_letters
from app.accounts.models import Account, Invitation, Membership, Organisation
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from tests.factories import add_account, add_organisation
from tests.factories.accounts import PASSWORD
from tests.web.member import Member


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    return add_organisation(owner_session)


@pytest.fixture
def link(owner_session: Session, keyring: Keyring, organisation: Organisation) -> str:
    """The path in the mail of an invitation to be an editor."""
    invitation = invite(
        owner_session, email="New@example.org", language="en", organisation_id=organisation.id,
        role=OrganisationRole.EDITOR, now=utc_now(),
    )  # fmt: skip
    return path_of(owner_session, keyring, invitation)


def path_of(session: Session, keyring: Keyring, invitation: Invitation) -> str:
    queue_letters(session, keyring, now=utc_now())
    session.commit()
    return f"/account/invitation/{keyring.token(LetterKind.INVITATION, invitation.id)}"


def test_a_new_person_chooses_a_password_and_is_in(
    console_app: Flask, owner_session: Session, organisation: Organisation, link: str
) -> None:
    visitor = Member(console_app)
    assert visitor.get(link).heading().startswith("Join Lantern Watch")
    assert visitor.press(link, {"password": PASSWORD, "language": "fa"}) == "/account/second-factors"
    page = visitor.get(f"/organiser/{organisation.slug}/")
    assert page.language == "fa"
    assert owner_session.scalars(select(Membership.role)).one() is OrganisationRole.EDITOR
    assert owner_session.scalars(select(Invitation.email)).one() is None


def test_used_twice_it_says_so(console_app: Flask, link: str) -> None:
    Member(console_app).press(link, {"password": PASSWORD})
    second = Member(console_app)
    assert second.get(link, status=410).heading() == "This invitation was used"
    assert second.refused(link, {"password": PASSWORD}, status=410).heading() == "This invitation was used"


def test_a_short_password_is_refused_and_the_invitation_stays(console_app: Flask, link: str) -> None:
    visitor = Member(console_app)
    page = visitor.refused(link, {"password": "short"})
    assert "at least 12 characters" in page.errors()[0]
    visitor.press(link, {"password": PASSWORD})


def test_too_old_it_says_so(console_app: Flask, owner_session: Session, link: str) -> None:
    owner_session.execute(update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
    owner_session.commit()
    assert "too old" in Member(console_app).get(link, status=410).text


def test_what_was_never_mailed_leads_nowhere(console_app: Flask) -> None:
    assert "too old or was withdrawn" in Member(console_app).get("/account/invitation/" + "0" * 32, status=410).text


def test_whoever_has_an_account_accepts_with_it(
    console_app: Flask, owner_session: Session, tools: Credentials, organisation: Organisation, link: str
) -> None:
    account = add_account(owner_session, tools, email="new@example.org")
    owner_session.commit()
    assert "Sign in" in Member(console_app).get(link).text
    member = Member(console_app, account).enter()
    assert member.get(link).heading().startswith("Join")
    assert member.press(link) == "/"
    member.get(f"/organiser/{organisation.slug}/")


def test_a_link_that_was_passed_on_makes_nobody_else_a_member(
    console_app: Flask, owner_session: Session, tools: Credentials, link: str
) -> None:
    other = add_account(owner_session, tools)
    owner_session.commit()
    page = Member(console_app, other).enter().refused(link)
    assert "sent to another address" in page.text
    assert owner_session.scalars(select(Membership)).all() == []


def test_staff_are_invited_too(console_app: Flask, owner_session: Session, keyring: Keyring) -> None:
    invitation = invite(
        owner_session, email="lead@example.org", language="en", staff_role=StaffRole.LEAD, now=utc_now()
    )  # fmt: skip
    link = path_of(owner_session, keyring, invitation)
    visitor = Member(console_app)
    assert visitor.get(link).heading() == "Join the staff"
    visitor.press(link, {"password": PASSWORD})
    assert owner_session.scalars(select(Account.staff_role)).one() is StaffRole.LEAD
    answer = visitor.client.get("/staff/")
    assert answer.headers["Location"].startswith("/account/second-factors")

"""Members of an organisation: invited, given roles, removed; the last owner stays."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.letters import queue_letters
from app.accounts.models import Account, Invitation, Membership, Organisation
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.models import MailKind, OutgoingMail
from tests.factories import add_account, add_organisation
from tests.web.member import Member

OWNER, EDITOR, VIEWER = OrganisationRole


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    return add_organisation(owner_session)


@pytest.fixture
def accounts(owner_session: Session, tools: Credentials, organisation: Organisation) -> dict[OrganisationRole, Account]:
    made = {role: add_account(owner_session, tools, organisation=organisation, role=role) for role in OrganisationRole}
    owner_session.commit()
    return made


@pytest.fixture
def owner(console_app: Flask, accounts: dict[OrganisationRole, Account]) -> Member:
    return Member(console_app, accounts[OWNER]).enter()


@pytest.fixture
def path(organisation: Organisation) -> str:
    return f"/organiser/{organisation.slug}/members"


def test_an_owner_invites_and_a_worker_mails(
    owner: Member, path: str, owner_session: Session, keyring: Keyring
) -> None:
    page = owner.follow(path, {"email": "guest@example.org", "role": "viewer", "language": "fa"})
    assert "guest@example.org" in page.text
    assert queue_letters(owner_session, keyring, now=utc_now()) == 1
    assert queue_letters(owner_session, keyring, now=utc_now()) == 0
    mail = owner_session.scalars(select(OutgoingMail)).one()
    assert (mail.kind, mail.language) == (MailKind.ACCOUNT_INVITATION, "fa")
    assert b"guest@example.org" not in (mail.address_sealed or b"")
    assert owner_session.scalars(select(AuditEntry.action)).all() == ["invited"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "nobody"}, "not an email address"),
        ({"role": "king"}, "Choose a role"),
        ({"language": "xx"}, "Choose a language"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    owner: Member, path: str, fields: dict[str, str], sentence: str
) -> None:
    given = {"email": "guest@example.org", "role": "viewer", "language": "en"} | fields
    page = owner.refused(path, given)
    assert sentence in page.text
    assert page.value_of("email") == given["email"]


def test_whoever_belongs_already_is_not_invited(
    owner: Member, path: str, accounts: dict[OrganisationRole, Account]
) -> None:
    page = owner.refused(path, {"email": accounts[VIEWER].email, "role": "editor", "language": "en"})
    assert "belongs here already" in page.text


def test_an_invitation_is_withdrawn(owner: Member, path: str, owner_session: Session) -> None:
    owner.press(path, {"email": "guest@example.org", "role": "viewer", "language": "en"})
    invitation = owner_session.scalars(select(Invitation)).one()
    page = owner.follow(path.replace("members", f"invitations/{invitation.id}/withdraw"))
    assert "guest@example.org" not in page.text
    owner_session.refresh(invitation)
    assert (invitation.email, invitation.withdrawn_at is None) == (None, False)


def test_roles_are_changed_and_members_removed(
    owner: Member, path: str, accounts: dict[OrganisationRole, Account], owner_session: Session
) -> None:
    owner.press(f"{path}/{accounts[VIEWER].id}/role", {"role": "editor"})
    owner.press(f"{path}/{accounts[EDITOR].id}/remove")
    rows = dict(owner_session.execute(select(Membership.account_id, Membership.role)).all())
    assert rows == {accounts[OWNER].id: OWNER, accounts[VIEWER].id: EDITOR}
    assert owner_session.scalars(select(AuditEntry.action)).all() == ["member role changed", "member removed"]


@pytest.mark.parametrize(("act", "fields"), [("role", {"role": "editor"}), ("remove", {})])
def test_the_last_owner_stays(
    owner: Member, path: str, accounts: dict[OrganisationRole, Account], owner_session: Session, act: str,
    fields: dict[str, str],
) -> None:  # fmt: skip
    page = owner.follow(f"{path}/{accounts[OWNER].id}/{act}", fields)
    assert "needs an owner" in page.text
    membership = owner_session.get_one(Membership, (accounts[OWNER].id, organisation_of(owner_session)))
    assert membership.role is OWNER


def organisation_of(session: Session) -> object:
    return session.scalars(select(Organisation.id)).one()


def test_an_owner_leaves_once_there_is_another(
    owner: Member, path: str, accounts: dict[OrganisationRole, Account]
) -> None:
    owner.press(f"{path}/{accounts[EDITOR].id}/role", {"role": "owner"})
    assert owner.press(f"{path}/{accounts[OWNER].id}/remove") == "/"
    owner.get(path, status=404)


@pytest.mark.parametrize("role", [EDITOR, VIEWER])
def test_others_see_and_change_nothing(
    console_app: Flask, accounts: dict[OrganisationRole, Account], path: str, role: OrganisationRole
) -> None:
    member = Member(console_app, accounts[role]).enter()
    page = member.get(path)
    assert accounts[OWNER].email in page.text
    assert not [button for button in page.all("button") if "Remove" in "".join(button.itertext())]
    refusal = member.refused(f"{path}/{accounts[OWNER].id}/remove", status=403)
    assert "Your role does not include this" in refusal.heading()


def test_an_owner_without_second_factor_is_asked_for_one(
    console_app: Flask, accounts: dict[OrganisationRole, Account], owner_session: Session, tools: Credentials,
    organisation: Organisation, path: str,
) -> None:  # fmt: skip
    bare = add_account(owner_session, tools, organisation=organisation, has_app=False)
    owner_session.commit()
    member = Member(console_app, bare).enter(second_factor=False)
    assert member.press(path, {"email": "guest@example.org"}).startswith("/account/second-factors")


def test_the_organisation_is_named_in_its_languages(
    owner: Member, path: str, organisation: Organisation, owner_session: Session
) -> None:
    settings = path.replace("members", "settings")
    page = owner.follow(settings, {"name-en": "Lantern", "name-fa": "فانوس", "about-en": "Two lines.\r\nHere."})
    assert page.value_of("name-fa") == "فانوس"
    owner_session.refresh(organisation)
    assert organisation.name == {"en": "Lantern", "fa": "فانوس"}
    assert organisation.about == {"en": "Two lines.\nHere."}
    assert "at least one language" in owner.refused(settings, {"about-en": "Words."}).text

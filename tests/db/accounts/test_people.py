"""The first people of an installation: by command, and the sample ones of a development machine."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.emails import write_invitation_mails
from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.letters import queue_letters
from app.accounts.models import Account, AccountSession, Invitation, Membership
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.cli.people import group
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.models import OutgoingMail
from app.sample.people import ORGANISER, SECOND, STAFF, load_people
from tests.factories import add_account, add_organisation


@pytest.fixture
def run(operator_app: Flask, keyring: Keyring) -> object:
    def command(*arguments: str) -> Result:
        with operator_app.app_context():
            return CliRunner().invoke(group, arguments, catch_exceptions=False)

    return command


def test_the_first_member_of_staff_is_let_in_by_a_link(
    run, owner_session: Session, keyring: Keyring, worker_app: Flask
) -> None:
    answer = run("staff", "first@example.org")
    assert answer.exit_code == 0
    link = answer.output.splitlines()[0]
    invitation = owner_session.scalars(select(Invitation)).one()
    assert invitation.staff_role is StaffRole.LEAD
    queue_letters(owner_session, keyring, now=utc_now())
    with worker_app.app_context():
        mails = owner_session.scalars(select(OutgoingMail)).all()
        (letter,) = write_invitation_mails(owner_session, keyring, mails).values()
    assert letter.values["invitation_url"] == link


def test_a_role_is_named_as_the_guide_names_it(run, owner_session: Session) -> None:
    assert run("staff", "second@example.org", "--role", "reviewer").exit_code == 0
    assert owner_session.scalars(select(Invitation.staff_role)).one() is StaffRole.REVIEWER


def test_an_owner_is_let_in_to_an_organisation(run, owner_session: Session) -> None:
    organisation = add_organisation(owner_session)
    owner_session.commit()
    assert run("add", "owner@example.org", organisation.slug, "--language", "fa").exit_code == 0
    invitation = owner_session.scalars(select(Invitation)).one()
    assert (invitation.role, invitation.organisation_id) == (OrganisationRole.OWNER, organisation.id)


def test_staff_are_dismissed_and_signed_out(
    run, owner_session: Session, tools: Credentials, console_app: Flask
) -> None:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.add(
        AccountSession(
            account_id=account.id, token_hash=b"t", created_at=utc_now(), last_seen_at=utc_now(), proved_at=utc_now()
        )
    )
    owner_session.commit()
    assert run("staff", account.email, "--remove").exit_code == 0
    owner_session.expire_all()
    assert account.staff_role is None
    assert owner_session.scalars(select(AccountSession.revoked_at)).one() is not None
    assert owner_session.scalars(select(AuditEntry.actor)).one() == "operator"


def test_everybody_is_listed(run, owner_session: Session, tools: Credentials) -> None:
    organisation = add_organisation(owner_session)
    add_account(owner_session, tools, organisation=organisation, email="editor@example.org")
    add_account(owner_session, tools, staff_role=StaffRole.LEAD, email="lead@example.org")
    owner_session.commit()
    lines = run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["editor@example.org", "lead@example.org"]
    assert "staff lead" in lines[1]


def test_sample_people_are_loaded_once_and_can_sign_in(session: Session, tools: Credentials, tmp_path: Path) -> None:
    organisation = add_organisation(session)
    organisation.is_sample = True
    file = tmp_path / "people.json"
    assert load_people(session, tools, file, now=utc_now())
    assert not load_people(session, tools, file, now=utc_now())
    assert file.stat().st_mode & 0o777 == 0o600
    ways = json.loads(file.read_text())
    accounts = {account.email: account for account in session.scalars(select(Account))}
    assert set(accounts) == {ORGANISER, STAFF, SECOND} == set(ways)
    assert all(tools.is_password(ways[email]["password"], account.password) for email, account in accounts.items())
    assert (accounts[STAFF].staff_role, accounts[SECOND].staff_role) == (StaffRole.LEAD, StaffRole.REVIEWER)
    assert session.scalars(select(Membership.account_id)).all() == [accounts[ORGANISER].id]

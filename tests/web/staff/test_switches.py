"""Leads stop something everywhere; all staff are told; read-only refuses every change but turning it back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.models import AccountSession
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.switches.models import Switch
from app.switches.services import turn_on
from app.switches.states import SwitchKind
from tests.factories import add_account, add_organisation
from tests.factories.accounts import PASSWORD
from tests.web.member import Member
from tests.web.page import Page

PATH = "/staff/switches/"
ON, OFF = {"turn": "on", "reason": "A flood."}, {"turn": "off", "reason": "It is over."}


def forms_of(page: Page) -> list[str]:
    """Where the forms that turn a switch post to."""
    return [action for form in page.all("form") if (action := form.get("action") or "").startswith(PATH)]


@pytest.fixture
def lead(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.LEAD)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def reviewer(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def read_only(owner_session: Session) -> None:
    turn_on(owner_session, SwitchKind.READ_ONLY, reason="Moving house.", actor="operator", now=utc_now())
    owner_session.commit()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("kind", list(SwitchKind))
def test_it_is_turned_and_turned_back(
    console_app: Flask, owner_session: Session, tools: Credentials, language: str, kind: SwitchKind
) -> None:
    account = add_account(owner_session, tools, staff_role=StaffRole.LEAD, language=language)
    owner_session.commit()
    lead = Member(console_app, account).enter()
    page = lead.follow(PATH + kind, ON)
    assert "A flood." in page.text
    assert owner_session.scalars(select(Switch.turned_by)).one() == str(account.id)
    assert len(forms_of(page)) == 3
    owner_session.rollback()
    assert "A flood." not in lead.follow(PATH + kind, OFF).text
    assert not owner_session.scalars(select(Switch)).all()
    assert {entry.actor for entry in owner_session.scalars(select(AuditEntry))} == {str(account.id)}


def test_all_staff_are_told_on_every_page(lead: Member, reviewer: Member) -> None:
    lead.press(f"{PATH}signing", ON)
    for path in ("/staff/", "/staff/people", PATH):
        assert "Signing is paused everywhere." in reviewer.get(path).text
    assert forms_of(reviewer.get(PATH)) == []


def test_a_reviewer_turns_nothing(reviewer: Member, owner_session: Session) -> None:
    assert reviewer.send(f"{PATH}signing", ON).status_code == 403
    assert not owner_session.scalars(select(Switch)).all()


def test_whoever_came_long_ago_proves_again(lead: Member, owner_session: Session) -> None:
    owner_session.execute(update(AccountSession).values(proved_at=utc_now() - timedelta(hours=1)))
    owner_session.commit()
    page = lead.refused(f"{PATH}signing", ON)
    assert page.value_of("reason") == ON["reason"]
    assert not owner_session.scalars(select(Switch)).all()
    lead.press(f"{PATH}signing", ON | {"proof_on_the_way": lead.code()})
    assert owner_session.scalars(select(Switch.kind)).all() == ["signing"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "\x07 bell"])
def test_a_reason_is_asked_for_and_kept(lead: Member, reason: str) -> None:
    page = lead.refused(f"{PATH}bulk_mail", {"turn": "on", "reason": reason})
    assert page.errors() == ["Say the reason in at most 500 characters."]


def test_who_comes_second_is_told(lead: Member) -> None:
    lead.press(f"{PATH}signing", ON)
    assert "before you" in lead.follow(f"{PATH}signing", ON).text


def test_read_only_refuses_and_shows_what_was_written(
    console_app: Flask, owner_session: Session, tools: Credentials, read_only: None
) -> None:
    organisation = add_organisation(owner_session)
    account = add_account(owner_session, tools, organisation=organisation, role=OrganisationRole.OWNER)
    owner_session.commit()
    owner = Member(console_app, account).enter()
    path = f"/organiser/{organisation.slug}/settings"
    assert "The site is read-only" in owner.get(path).text
    typed = {"about": "We stand <beside> those in prison.", "password": "four plain words here"}
    page = owner.refused(path, typed, status=503)
    assert "We stand <beside> those in prison." in page.text
    assert "four plain words" not in page.text
    assert "See why" not in page.text


def test_read_only_is_turned_back_after_signing_in_and_proving(lead: Member, read_only: None) -> None:
    stranger = Member(lead.flask_app, lead.account)
    assert stranger.account
    stranger.press("/account/sign-in", {"email": stranger.account.email, "password": PASSWORD})
    stranger.press("/account/second-factor", {"code": stranger.code()})
    assert stranger.send("/staff/people", {"email": "a@example.org"}).status_code == 503
    assert "It goes on within seconds." in stranger.follow(f"{PATH}read_only", OFF).text
    stranger.press("/account/language", {"language": "en"})

"""An organisation applies; staff approve or refuse; the applicant gets a mail."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.emails import write_notice_mails
from app.accounts.kinds import ApplicationState, RefusalReason, StaffRole
from app.accounts.letters import queue_letters
from app.accounts.models import Account, Application, Invitation, Organisation
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.models import OutgoingMail
from tests.factories import add_account, add_organisation
from tests.web.member import Member

FORM = {
    "name": "Lantern Circle", "website": "https://lantern.example", "about": "We know the family.",
    "email": "first@example.org", "language": "en",
}  # fmt: skip


@pytest.fixture
def application(console_app: Flask, owner_session: Session) -> Application:
    visitor = Member(console_app)
    assert visitor.get("/account/apply").heading() == "Apply with your organisation"
    assert "answers by mail" in visitor.follow("/account/apply", FORM).text
    return owner_session.scalars(select(Application)).one()


@pytest.fixture
def staff(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return Member(console_app, account).enter()


def test_staff_approve_and_an_owner_is_invited(staff: Member, application: Application, owner_session: Session) -> None:
    page = staff.get("/staff/applications")
    assert "Lantern Circle" in page.text
    page = staff.get(f"/staff/applications/{application.id}")
    assert page.value_of("slug") == "lantern-circle"
    assert "We know the family." in page.text
    staff.press(f"/staff/applications/{application.id}/approve", {"slug": "lantern-circle"})
    organisation = owner_session.scalars(select(Organisation)).one()
    assert (organisation.slug, organisation.name) == ("lantern-circle", {"en": "Lantern Circle"})
    assert owner_session.scalars(select(Invitation.email)).one() == "first@example.org"
    owner_session.refresh(application)
    assert (application.state, application.email) == (ApplicationState.APPROVED, None)
    assert owner_session.scalars(select(AuditEntry.action)).all() == ["invited", "application approved"]


def test_staff_refuse_with_a_reason_that_is_mailed(
    staff: Member, application: Application, owner_session: Session, keyring: Keyring, worker_app: Flask
) -> None:
    fields = {"reason": "no_consent", "note": "Ask the family first."}
    staff.press(f"/staff/applications/{application.id}/refuse", fields)
    queue_letters(owner_session, keyring, now=utc_now())
    owner_session.commit()
    owner_session.refresh(application)
    assert (application.refusal, application.email) == (RefusalReason.NO_CONSENT, None)
    with worker_app.app_context():
        (letter,) = write_notice_mails(
            owner_session, keyring, owner_session.scalars(select(OutgoingMail)).all()
        ).values()
        text, _html = letter.mould.fill(letter.values)
    assert "There is no consent" in text
    assert "Ask the family first." in text


def test_a_decision_is_made_once(staff: Member, application: Application) -> None:
    staff.press(f"/staff/applications/{application.id}/refuse", {"reason": "unsafe"})
    page = staff.follow(f"/staff/applications/{application.id}/approve", {"slug": "lantern-circle"})
    assert "Somebody decided on this before you" in page.text


@pytest.mark.parametrize("slug", ["", "Lantern", "lantern circle", "-x", "x" * 61, "فانوس"])
def test_an_address_is_plain(staff: Member, application: Application, slug: str) -> None:
    assert staff.refused(f"/staff/applications/{application.id}/approve", {"slug": slug}).errors()


def test_an_address_is_nobody_elses(staff: Member, application: Application, owner_session: Session) -> None:
    taken = add_organisation(owner_session)
    owner_session.commit()
    page = staff.refused(f"/staff/applications/{application.id}/approve", {"slug": taken.slug})
    assert "Another organisation has this address" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("website", "javascript:alert(1)"),
        ("website", "https://[bad"),
        ("about", ""),
        ("about", "x" * 3001),
        ("email", "nobody"),
        ("language", "de"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    console_app: Flask, owner_session: Session, field: str, value: str
) -> None:
    page = Member(console_app).refused("/account/apply", FORM | {field: value})
    assert len(page.errors()) == 1
    assert page.value_of("email" if field == "about" else "about") in (FORM["email"], FORM["about"])
    assert owner_session.scalars(select(Application)).all() == []


def test_ten_applications_of_a_network_and_then_a_pause(console_app: Flask) -> None:
    visitor = Member(console_app)
    for _ in range(10):
        visitor.press("/account/apply", FORM)
    assert visitor.refused("/account/apply", FORM, status=429).value_of("name") == FORM["name"]


def test_a_lead_invites_and_dismisses(
    console_app: Flask, staff: Member, owner_session: Session, tools: Credentials
) -> None:
    lead = add_account(owner_session, tools, staff_role=StaffRole.LEAD)
    owner_session.commit()
    leading = Member(console_app, lead).enter()
    leading.press("/staff/people", {"email": "third@example.org", "role": "reviewer", "language": "fa"})
    assert owner_session.scalars(select(Invitation.staff_role)).one() is StaffRole.REVIEWER
    assert staff.account
    leading.press(f"/staff/people/{staff.account.id}/dismiss")
    assert staff.client.get("/staff/").status_code == 303
    assert "Somebody has to lead" in leading.follow(f"/staff/people/{lead.id}/dismiss").text
    assert owner_session.scalars(select(Account.staff_role).where(Account.id == lead.id)).one() is StaffRole.LEAD


def test_a_reviewer_sees_who_is_staff_and_changes_nothing(staff: Member) -> None:
    assert staff.account
    assert staff.account.email in staff.get("/staff/people").text
    staff.refused(f"/staff/people/{staff.account.id}/dismiss", status=403)

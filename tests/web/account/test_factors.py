"""Second factors: an app set up and removed, recovery codes shown once, staff never without."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.accounts.models import Account, AccountNotice, Passkey, RecoveryCode
from app.accounts.security import Credentials
from app.audit.models import AuditEntry
from app.core.clock import utc_now
from tests.factories import add_account
from tests.factories.accounts import PASSWORD
from tests.web.member import Member
from tests.web.page import Page, read_page

FACTORS = "/account/second-factors"


@pytest.fixture
def newcomer(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, has_app=False, email="newcomer@example.org")
    owner_session.commit()
    return Member(console_app, account).enter(second_factor=False)


def set_up(member: Member) -> Page:
    member.get(f"{FACTORS}/app")
    with member.client.session_transaction() as cookie:
        sealed = cookie["totp"]
    answer = member.send(f"{FACTORS}/app", {"code": member.tools.totp_code(sealed, now=utc_now())})
    assert answer.status_code == 200
    return read_page(answer, of_console=True)


def codes_of(page: Page) -> list[str]:
    lines = ["".join(line.itertext()) for line in page.all("li")]
    return [line for line in lines if re.fullmatch(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){2}", line)]


def test_an_app_is_set_up_with_a_code_and_recovery_codes_are_shown_once(
    newcomer: Member, owner_session: Session
) -> None:
    page = set_up(newcomer)
    codes = codes_of(page)
    assert len(codes) == 10
    again = newcomer.get(FACTORS)
    assert not [code for code in codes if code in again.text]
    assert "10 codes are left" in again.text
    assert owner_session.scalars(select(AuditEntry.action)).all() == ["second factor added"]
    assert owner_session.scalar(select(func.count()).select_from(AccountNotice)) == 1


def test_a_wrong_code_sets_nothing_up(newcomer: Member, owner_session: Session) -> None:
    newcomer.get(f"{FACTORS}/app")
    page = newcomer.refused(f"{FACTORS}/app", {"code": "000000"})
    assert page.errors()
    assert owner_session.scalars(select(Account.totp_secret)).one() is None


def test_a_recovery_code_lets_in_once(console_app: Flask, newcomer: Member, owner_session: Session) -> None:
    code = codes_of(set_up(newcomer))[0]
    for given, status in ((code.upper().replace("-", " "), 303), (code, 422)):
        browser = Member(console_app)
        browser.press("/account/sign-in", {"email": "newcomer@example.org", "password": PASSWORD})
        assert browser.send("/account/second-factor", {"code": given}).status_code == status
    assert owner_session.scalar(select(func.count()).select_from(RecoveryCode)) == 9


def test_new_recovery_codes_replace_the_old(newcomer: Member, owner_session: Session) -> None:
    set_up(newcomer)
    before = set(owner_session.scalars(select(RecoveryCode.code_hash)))
    answer = newcomer.send(f"{FACTORS}/recovery-codes")
    assert answer.status_code == 200
    owner_session.rollback()
    after = set(owner_session.scalars(select(RecoveryCode.code_hash)))
    assert len(after) == 10
    assert not before & after


def test_an_app_is_removed(newcomer: Member, owner_session: Session) -> None:
    set_up(newcomer)
    newcomer.press(f"{FACTORS}/app/remove")
    assert owner_session.scalars(select(Account.totp_secret)).one() is None


def test_staff_are_never_without(console_app: Flask, owner_session: Session, tools: Credentials) -> None:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    member = Member(console_app, account).enter()
    assert "Staff always have a second factor" in member.follow(f"{FACTORS}/app/remove").text
    assert owner_session.scalars(select(Account.totp_secret)).one() is not None


def test_six_codes_and_then_a_pause(console_app: Flask, owner_session: Session, tools: Credentials) -> None:
    account = add_account(owner_session, tools, email="guessed@example.org")
    owner_session.commit()
    member = Member(console_app, account)
    member.press("/account/sign-in", {"email": "guessed@example.org", "password": PASSWORD})
    for _ in range(6):
        member.refused("/account/second-factor", {"code": "000000"})
    member.refused("/account/second-factor", {"code": member.code()}, status=429)


def test_another_accounts_passkey_cannot_be_removed(
    newcomer: Member, owner_session: Session, tools: Credentials
) -> None:
    other = add_account(owner_session, tools)
    passkey = Passkey(
        account_id=other.id, credential_id=b"c", public_key=b"k", sign_count=0, transports=[], name="key",
        created_at=utc_now(),
    )  # fmt: skip
    owner_session.add(passkey)
    owner_session.commit()
    assert newcomer.send(f"/account/passkeys/{passkey.id}/remove").status_code == 404


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"id": "x"}', '{"rawId": "AA", "id": "AA"}'])
def test_a_forged_passkey_opens_nothing(console_app: Flask, answer: str) -> None:
    visitor = Member(console_app)
    visitor.get("/account/sign-in")
    page = visitor.follow("/account/sign-in/passkey", {"credential": answer})
    assert "The passkey did not answer as it should" in page.text


def test_what_no_keyboard_types_is_refused_at_the_door(console_app: Flask) -> None:
    assert Member(console_app).send("/account/sign-in", {"email": "a\x00@b.org", "password": "x"}).status_code == 400

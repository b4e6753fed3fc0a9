"""A forgotten password is set anew by a mailed link; a known one is changed by whoever proved to be there."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import LetterKind, Notice
from app.accounts.letters import queue_letters
from app.accounts.models import Account, AccountNotice, AccountSession, PasswordReset
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.models import MailKind, OutgoingMail
from tests.factories import add_account
from tests.factories.accounts import PASSWORD
from tests.web.member import Member

NEW = "another four plain words"


@pytest.fixture
def account(owner_session: Session, tools: Credentials) -> Account:
    made = add_account(owner_session, tools, email="holder@example.org")
    owner_session.commit()
    return made


@pytest.fixture
def member(console_app: Flask, account: Account) -> Member:
    return Member(console_app, account)


@pytest.fixture
def link(member: Member, owner_session: Session, keyring: Keyring) -> str:
    member.press("/account/forgotten", {"email": "Holder@example.org"})
    queue_letters(owner_session, keyring, now=utc_now())
    owner_session.commit()
    reset_id = owner_session.scalars(select(PasswordReset.id)).one()
    return f"/account/reset/{keyring.token(LetterKind.RESET, reset_id)}"


def test_the_link_sets_a_password_and_ends_every_session(
    console_app: Flask, member: Member, owner_session: Session, link: str
) -> None:
    other = Member(console_app, member.account).enter()
    assert member.get(link).heading() == "Set a new password"
    assert member.press(link, {"password": NEW}) == "/account/sign-in"
    assert other.client.get("/account/").status_code == 303
    assert (
        member.press("/account/sign-in", {"email": "holder@example.org", "password": NEW}) == "/account/second-factor"
    )
    assert member.get(link, status=410)
    assert owner_session.scalars(select(AccountNotice.kind)).all() == [Notice.PASSWORD_CHANGED]


def test_a_taken_mailbox_does_not_open_what_has_a_second_factor(member: Member, link: str) -> None:
    member.press(link, {"password": NEW})
    member.press("/account/sign-in", {"email": "holder@example.org", "password": NEW})
    assert member.client.get("/account/").headers["Location"].startswith("/account/second-factor")


def test_the_link_ends(member: Member, owner_session: Session, link: str) -> None:
    owner_session.execute(update(PasswordReset).values(expires_at=utc_now() - timedelta(seconds=1)))
    owner_session.commit()
    member.get(link, status=410)


def test_known_and_unknown_addresses_get_the_same_answer(
    console_app: Flask, member: Member, owner_session: Session, keyring: Keyring
) -> None:
    pages = []
    for email in ("holder@example.org", "nobody@example.org"):
        visitor = Member(console_app)
        page = visitor.follow("/account/forgotten", {"email": email}).response.get_data(as_text=True)
        pages.append(re.sub(r'name="csrf_token" value="[^"]+"', "", page))  # it holds the second
    assert pages[0] == pages[1]
    assert owner_session.scalar(select(func.count()).select_from(PasswordReset)) == 2
    queue_letters(owner_session, keyring, now=utc_now())
    assert owner_session.scalars(select(OutgoingMail.kind)).all() == [MailKind.ACCOUNT_RESET]
    assert owner_session.scalar(select(func.count()).select_from(PasswordReset)) == 1


def test_three_links_at_once_and_no_more(console_app: Flask, member: Member) -> None:
    for _ in range(3):
        member.press("/account/forgotten", {"email": "holder@example.org"})
    page = member.refused("/account/forgotten", {"email": "holder@example.org"}, status=429)
    assert page.value_of("email") == "holder@example.org"


def test_changing_asks_for_proof_when_it_was_long_ago(member: Member, owner_session: Session) -> None:
    member.enter()
    owner_session.execute(update(AccountSession).values(proved_at=utc_now() - timedelta(minutes=16)))
    owner_session.commit()
    answer = member.client.get("/account/password")
    assert answer.headers["Location"] == "/account/prove?next=/account/password"
    assert member.press("/account/prove", {"code": member.code(), "next": "/account/password"}) == "/account/password"
    member.get("/account/password")


def test_changing_ends_every_other_session(console_app: Flask, member: Member) -> None:
    other = Member(console_app, member.account).enter()
    member.enter()
    assert member.press("/account/password", {"password": NEW}) == "/account/"
    assert "changed" in member.get("/account/").text
    assert other.client.get("/account/").status_code == 303


@pytest.mark.parametrize("password", ["short", "holder@example.org", "aaaaaaaaaaaaaaa"])
def test_a_poor_password_is_refused_with_a_sentence(member: Member, password: str) -> None:
    page = member.enter().refused("/account/password", {"password": password})
    assert page.errors()


def test_nothing_in_clear_leads_to_a_password(owner_session: Session, account: Account, link: str) -> None:
    token = link.rpartition("/")[2]
    assert account.password
    assert re.match(r"\$argon2id\$", account.password)
    stored = owner_session.scalars(select(PasswordReset)).one()
    assert stored.token_hash
    assert token.encode() not in stored.token_hash
    assert PASSWORD not in account.password

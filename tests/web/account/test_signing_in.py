"""Signing in: the password, then the code; the same answer for addresses with and without an account."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.kinds import OrganisationRole
from app.accounts.models import Account, AccountSession, Organisation
from app.accounts.security import Credentials
from tests.factories import add_organisation
from tests.factories.accounts import PASSWORD, add_account
from tests.web.member import Member


@pytest.fixture
def organisation(owner_session: Session) -> Organisation:
    return add_organisation(owner_session)


@pytest.fixture
def owner(owner_session: Session, tools: Credentials, organisation: Organisation) -> Account:
    account = add_account(owner_session, tools, organisation=organisation, email="owner@example.org")
    owner_session.commit()
    return account


@pytest.fixture
def member(console_app: Flask, owner: Account) -> Member:
    return Member(console_app, owner)


def test_password_and_code_lead_to_the_organisation(member: Member, organisation: Organisation) -> None:
    page = member.get("/account/sign-in")
    assert page.heading() == "Sign in"
    path = member.press("/account/sign-in", {"email": "Owner@Example.org", "password": PASSWORD})
    assert path == "/account/second-factor"
    assert member.press(path, {"code": member.code()}) == "/"
    answer = member.client.get("/")
    assert answer.headers["Location"] == f"/organiser/{organisation.slug}/"
    assert "No campaign yet" in member.get(answer.headers["Location"]).text


def test_the_password_alone_opens_nothing(member: Member, organisation: Organisation) -> None:
    member.press("/account/sign-in", {"email": "owner@example.org", "password": PASSWORD})
    answer = member.client.get(f"/organiser/{organisation.slug}/")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/account/second-factor?next=")


def test_a_code_works_once(member: Member, console_app: Flask) -> None:
    code = member.code()
    for browser, status in ((member, 303), (Member(console_app, member.account), 422)):
        browser.press("/account/sign-in", {"email": "owner@example.org", "password": PASSWORD})
        assert browser.send("/account/second-factor", {"code": code}).status_code == status


def test_known_and_unknown_addresses_get_the_same_answer(member: Member) -> None:
    answers = [
        member.send("/account/sign-in", {"email": email, "password": "a wrong password"})
        for email in ("owner@example.org", "other@example.org")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    plain = [_without_what_differs(answer.get_data(as_text=True)) for answer in answers]
    assert plain[0].replace("owner@", "other@") == plain[1]
    assert len(answers[0].data) == len(answers[1].data)


def _without_what_differs(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"|&#34;challenge&#34;: &#34;[\w-]+&#34;', "", html)


def test_too_many_tries_are_refused_for_any_address(member: Member) -> None:
    for email in ("owner@example.org", "nobody@example.org"):
        for _ in range(10):
            assert member.send("/account/sign-in", {"email": email, "password": "x"}).status_code == 422
        page = member.refused("/account/sign-in", {"email": email, "password": PASSWORD}, status=429)
        assert "too often" in page.text
        assert page.value_of("email") == email


def test_signing_out_ends_the_session_on_the_server(member: Member, owner_session: Session) -> None:
    member.enter()
    with member.client.session_transaction() as cookie:
        token = cookie["token"]
    assert member.press("/account/sign-out") == "/account/sign-in"
    assert owner_session.scalars(select(AccountSession.revoked_at)).one() is not None
    with member.client.session_transaction() as cookie:
        cookie["token"] = token
    assert member.client.get("/account/").status_code == 303


def test_a_revoked_session_is_gone_at_the_next_click(member: Member, owner_session: Session) -> None:
    member.enter()
    member.get("/account/")
    owner_session.execute(update(AccountSession).values(revoked_at=AccountSession.created_at))
    owner_session.commit()
    assert member.client.get("/account/").headers["Location"].startswith("/account/sign-in")


def test_a_form_without_its_token_is_refused(member: Member) -> None:
    answer = member.client.post("/account/sign-in", data={"email": "owner@example.org", "password": PASSWORD})
    assert answer.status_code == 400


def test_a_form_needs_no_referer(member: Member) -> None:
    answer = member.send(
        "/account/sign-in", {"email": "owner@example.org", "password": PASSWORD}, base_url="https://localhost"
    )
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(member: Member, path: str) -> None:
    member.press("/account/sign-in", {"email": "owner@example.org", "password": PASSWORD})
    assert member.press("/account/second-factor", {"code": member.code(), "next": path}) == "/"


def test_one_is_led_where_one_was_going(member: Member, organisation: Organisation) -> None:
    path = f"/organiser/{organisation.slug}/"
    member.press("/account/sign-in", {"email": "owner@example.org", "password": PASSWORD})
    assert member.press("/account/second-factor", {"code": member.code(), "next": path}) == path


def test_the_sign_in_page_speaks_persian(member: Member) -> None:
    page = member.get("/account/sign-in?lang=fa")
    assert page.language == "fa"
    assert page.heading() == "ورود"
    assert member.get("/account/sign-in").language == "fa"


def test_a_viewer_of_another_organisation_finds_nothing(
    console_app: Flask, owner_session: Session, tools: Credentials, organisation: Organisation
) -> None:
    other = add_organisation(owner_session)
    viewer = add_account(owner_session, tools, organisation=other, role=OrganisationRole.VIEWER)
    owner_session.commit()
    visitor = Member(console_app, viewer).enter()
    visitor.get(f"/organiser/{other.slug}/")
    visitor.get(f"/organiser/{organisation.slug}/", status=404)
    visitor.get("/staff/", status=404)


def test_a_password_without_end_is_a_wrong_one(member: Member) -> None:
    for email in ("owner@example.org", "nobody@example.org"):
        page = member.refused("/account/sign-in", {"email": email, "password": "x" * 50_000})
        assert "do not belong together" in page.text
        assert page.value_of("email") == email

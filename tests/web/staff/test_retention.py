"""Staff and the public read the same table; staff see how many rows went."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.languages import LANGUAGES
from app.privacy.models import RetentionRun
from app.privacy.retention import RULES, carry_out
from app.privacy.runs import RuleName
from tests.factories import add_account
from tests.web.member import Member
from tests.web.visitor import Visitor


@pytest.mark.parametrize("language", ["en", "fa"])
def test_staff_see_when_and_how_much(
    console_app: Flask, owner_session: Session, tools: Credentials, language: str
) -> None:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER, language=language)
    owner_session.commit()
    staff = Member(console_app, account).enter()
    never = {"en": "never", "fa": "هرگز"}[language]
    assert staff.get("/staff/retention/").text.count(never) >= len(RuleName)
    owner_session.add(RetentionRun(rule=RuleName.MAILS.value, last_at=utc_now(), last_rows=7, rows=12_345))
    owner_session.commit()
    assert {"en": "12,345", "fa": "۱۲٬۳۴۵"}[language] in staff.get("/staff/retention/").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_public_reads_every_rule(visitor: Visitor, lang: str) -> None:
    page = visitor.get(f"/{lang}/privacy")
    assert page.language == lang
    assert len([each for each in page.all("th") if each.get("scope") == "row"]) > len(RuleName)


@pytest.mark.parametrize("is_kept", [False, True])
def test_the_public_reads_since_when_they_were_kept(
    visitor: Visitor, owner_session: Session, keyring: Keyring, is_kept: bool
) -> None:
    for rule in RULES.values() if is_kept else ():
        carry_out(owner_session, keyring, rule, now=utc_now())
    owner_session.commit()
    assert ("Every rule was last carried out on" in visitor.get("/en/privacy").text) is is_kept

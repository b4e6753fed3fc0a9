"""Staff read comments and messages a page at a time, decide with one press, and take decisions back."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.messages.models import Message, MessageState
from app.moderation.desk import lay_out
from app.moderation.kinds import RejectionReason
from app.moderation.models import DeskItem
from app.signatures.models import Verdict
from tests.factories import OpenPetition, add_account, add_message
from tests.web.member import Member

PATH = "/staff/moderation"


@pytest.fixture
def staff(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def items(owner_session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition) -> list[DeskItem]:
    for text in ("Hold on", "<b>Buy</b> lamps"):
        add_message(owner_session, keyring, public_keys, petition, name="Ali", text=text, state=MessageState.WAITING)
    lay_out(owner_session, keyring, now=utc_now())
    owner_session.commit()
    return list(owner_session.scalars(select(DeskItem).order_by(DeskItem.words.desc())))


def test_an_empty_desk_says_what_comes(staff: Member) -> None:
    assert "Everything is read" in staff.get(PATH).text
    assert "Nothing was turned down" in staff.get(f"{PATH}?pile=rejected").text


def test_a_page_is_decided_with_one_press(staff: Member, items: list[DeskItem], owner_session: Session) -> None:
    good, bad = items
    page = staff.get(PATH)
    assert "Hold on" in page.text
    assert "<b>Buy</b> lamps" in page.text
    assert "2" in staff.get("/staff/").text
    chosen = {f"decide-{good.id}": "published", f"decide-{bad.id}": "off_topic"}
    page = staff.follow(PATH, chosen)
    assert "Decided on 2." in page.text
    assert "Everything is read" in page.text
    owner_session.expire_all()
    assert (good.verdict, bad.verdict, bad.reason) == (Verdict.PUBLISHED, Verdict.REJECTED, RejectionReason.OFF_TOPIC)
    assert "Hold on" in staff.get(f"{PATH}?pile=published&petition={good.petition_id}").text
    staff.press(f"{PATH}?pile=published", {f"decide-{good.id}": "danger", f"seen-{good.id}": "published"})
    owner_session.expire_all()
    assert good.reason is RejectionReason.DANGER


def test_what_is_left_open_stays_open(staff: Member, items: list[DeskItem], owner_session: Session) -> None:
    page = staff.follow(PATH, {f"decide-{item.id}": "open" for item in items})
    assert "Nothing was decided" in page.text
    owner_session.expire_all()
    assert {item.verdict for item in items} == {None}


def test_somebody_quicker_is_told(staff: Member, items: list[DeskItem], owner_session: Session) -> None:
    item = items[0]
    staff.press(PATH, {f"decide-{item.id}": "hate"})
    page = staff.follow(PATH, {f"decide-{item.id}": "published"})
    assert "decided on by somebody else" in page.text
    owner_session.expire_all()
    assert item.verdict is Verdict.REJECTED


@pytest.mark.parametrize("name", ["decide-", "decide-x", f"decide-{UUID(int=1)}", "other"])
def test_a_form_that_makes_no_sense_decides_nothing(
    staff: Member, items: list[DeskItem], owner_session: Session, name: str
) -> None:
    staff.press(f"{PATH}?pile=nonsense&petition=nonsense", {name: "published"})
    owner_session.expire_all()
    assert {item.verdict for item in items} == {None}
    assert owner_session.scalars(select(Message.state)).all() == [MessageState.WAITING] * 2

"""The moderators' desk through the tasks: in the role and with the rights that workers have."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.kinds import StaffRole
from app.accounts.security import Credentials
from app.core.crypto import Keyring, PublicKeys
from app.messages.models import Message, MessageState, PublishedMessage
from app.moderation.models import DeskItem
from tasks import words
from tests.factories import OpenPetition, add_account, add_message, add_petition
from tests.web.member import Member


@pytest.fixture
def staff(console_app: Flask, owner_session: Session, tools: Credentials) -> Member:
    account = add_account(owner_session, tools, staff_role=StaffRole.REVIEWER)
    owner_session.commit()
    return Member(console_app, account).enter()


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    petition = add_petition(owner_session)
    owner_session.commit()
    return petition


def test_a_message_goes_from_the_desk_to_the_public(
    staff: Member, owner_session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    add_message(owner_session, keyring, public_keys, petition, name="Ali", text="Hold on", state=MessageState.WAITING)
    owner_session.commit()
    words.keep_desk()
    item = owner_session.scalars(select(DeskItem)).one()
    staff.press("/staff/moderation", {f"decide-{item.id}": "published"})
    words.keep_desk()
    words.publish()
    owner_session.expire_all()
    assert owner_session.scalars(select(PublishedMessage.text)).one() == "Hold on"
    staff.press("/staff/moderation?pile=published", {f"decide-{item.id}": "hate", f"seen-{item.id}": "published"})
    words.keep_desk()
    words.publish()
    owner_session.expire_all()
    assert owner_session.scalars(select(PublishedMessage)).all() == []
    assert owner_session.scalars(select(Message.state)).one() is MessageState.REJECTED
    assert item.is_carried_out

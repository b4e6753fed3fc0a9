"""Mails of accounts: queued once, and what is over leaves no address behind."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.inviting import invite
from app.accounts.kinds import Notice, StaffRole
from app.accounts.letters import queue_letters, remove_ended
from app.accounts.limits import count_tries, forget_tries
from app.accounts.models import AccountNotice, Attempt, Invitation, PasswordReset
from app.accounts.rules import Limit
from app.accounts.security import Credentials
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.models import MailState, OutgoingMail
from tests.factories import add_account
from tests.guards.tables import everything_stored

NOW = utc_now()


def test_a_notice_is_mailed_once_even_after_its_mail_is_forgotten(
    session: Session, keyring: Keyring, tools: Credentials
) -> None:
    account = add_account(session, tools)
    session.add(AccountNotice(account_id=account.id, kind=Notice.PASSWORD_CHANGED, created_at=NOW))
    session.flush()
    assert [queue_letters(session, keyring, now=NOW) for _ in range(2)] == [1, 0]
    session.execute(update(OutgoingMail).values(state=MailState.SENT, address_sealed=None))
    assert queue_letters(session, keyring, now=NOW) == 0
    session.execute(delete(OutgoingMail))
    assert queue_letters(session, keyring, now=NOW) == 0
    assert session.scalar(select(func.count()).select_from(AccountNotice)) == 0


def test_an_invitation_that_is_over_keeps_no_address(session: Session, keyring: Keyring) -> None:
    invitation = invite(session, email="late@example.org", language="en", staff_role=StaffRole.LEAD, now=NOW)
    assert remove_ended(session, now=NOW) == 0
    assert remove_ended(session, now=NOW + timedelta(days=8)) == 1
    session.refresh(invitation)
    assert invitation.email is None
    assert queue_letters(session, keyring, now=NOW) == 0


def test_a_withdrawn_invitation_is_not_mailed(session: Session, keyring: Keyring) -> None:
    invite(session, email="late@example.org", language="en", staff_role=StaffRole.LEAD, now=NOW)
    session.execute(update(Invitation).values(withdrawn_at=NOW, email=None))
    assert queue_letters(session, keyring, now=NOW) == 0


def test_an_old_reset_is_removed(session: Session, tools: Credentials) -> None:
    account = add_account(session, tools)
    session.add(PasswordReset(account_id=account.id, created_at=NOW, expires_at=NOW + timedelta(hours=2)))
    session.flush()
    assert remove_ended(session, now=NOW + timedelta(hours=3)) == 1


@pytest.mark.parametrize("limit", [Limit.SIGN_IN_ADDRESS, Limit.SIGN_IN_NETWORK])
def test_limits_hold_neither_address_nor_network(owner_session: Session, limit: Limit) -> None:
    count_tries(owner_session, {limit: "kanarya@example.org 192.0.2.0/24"}, secret=b"k" * 32, now=NOW)
    owner_session.commit()
    stored = everything_stored(owner_session)
    assert b"kanarya" not in stored
    assert b"192.0.2" not in stored
    assert owner_session.scalar(select(func.count()).select_from(Attempt)) == 1
    assert forget_tries(owner_session, now=NOW + timedelta(hours=1)) == 1

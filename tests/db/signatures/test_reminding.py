"""One reminder, two days later, and to nobody who should not get it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.mail.models import MailKind, MailState, OutgoingMail, Priority, Suppression
from app.signatures.emails import write_reminder_mails
from app.signatures.models import Submission
from app.signatures.reminding import remind
from tests.db.conftest import Sign
from tests.factories import OpenPetition, confirm, token

NOW = to_hour(utc_now())
HERS = "hope@example.org"
GOLDEN = {
    "en": (
        "A reminder: please confirm",
        "Hello Hope Sample,\n\ntwo days ago this address was used to sign a petition. It is not confirmed and does"
        " not count yet:\n\nFree Parvaneh\nRelease her now\n\nThis is the only reminder. You are counted once you open"
        " this page and press the button on it:\n",
    ),
    "fa": (
        "یادآوری: لطفاً تأیید کنید",
        "سلام Hope Sample،\n\nدو روز پیش با این نشانی طوماری امضا شد. هنوز تأیید نشده است و شمرده نمی‌شود:"
        "\n\nپروانه را آزاد کنید\nاو را آزاد کنید\n\nاین تنها یادآوری است. ",
    ),
}


@pytest.fixture
def waiting(session: Session, sign_as: Sign) -> Submission:
    """A form whose mail went out and whose button nobody pressed."""
    made = sign_as(email=HERS, name="Hope Sample", now=NOW)
    assert made
    session.execute(update(OutgoingMail).values(state=MailState.SENT, address_sealed=None))
    return made


def _let_pass(session: Session, **time: float) -> None:
    """Age every form: the keys of other days than today are not there."""
    session.execute(update(Submission).values(expires_at=Submission.expires_at - timedelta(**time)))
    session.expire_all()


def _reminders(session: Session) -> list[OutgoingMail]:
    session.expire_all()
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.kind == MailKind.REMINDER)))


def test_once_after_two_days(
    session: Session, keyring: Keyring, waiting: Submission, count_mails: Callable[[MailKind], int]
) -> None:
    _let_pass(session, days=1, hours=23)
    assert remind(session, keyring, now=NOW) == 0
    _let_pass(session, hours=1)
    assert remind(session, keyring, now=NOW) == 1
    _let_pass(session, days=1)
    assert remind(session, keyring, now=NOW) == 0
    (mail,) = _reminders(session)
    assert (mail.subject_id, mail.priority) == (waiting.id, Priority.REMINDER)
    assert keyring.open_address(mail.address_sealed or b"", key=mail.address_key, row=mail.id) == HERS
    assert count_mails(MailKind.CONFIRM) == 1


def test_not_to_whom_confirmed(session: Session, keyring: Keyring, waiting: Submission) -> None:
    confirm(session, keyring, waiting, now=NOW)
    _let_pass(session, days=2)
    assert remind(session, keyring, now=NOW) == 0


def test_not_to_whom_asked_to_be_left_alone(session: Session, keyring: Keyring, waiting: Submission) -> None:
    session.add(Suppression(fingerprint=keyring.suppression(HERS), reason="asked"))
    session.flush()
    _let_pass(session, days=2)
    remind(session, keyring, now=NOW)
    assert _reminders(session) == []


@pytest.mark.parametrize("state", [MailState.QUEUED, MailState.FAILED])
def test_not_where_the_first_mail_did_not_arrive(
    session: Session, keyring: Keyring, sign_as: Sign, state: MailState
) -> None:
    assert sign_as(email=HERS, now=NOW)
    if state is MailState.FAILED:
        session.execute(update(OutgoingMail).values(state=state, address_sealed=None))
    _let_pass(session, days=2)
    assert remind(session, keyring, now=NOW) == 0


def test_not_while_a_newer_mail_waits_and_then_for_that_one(
    session: Session, keyring: Keyring, sign_as: Sign, waiting: Submission
) -> None:
    _let_pass(session, days=1)
    newer = sign_as(email=HERS, name="Hope Corrected", now=NOW)
    assert newer
    session.execute(update(OutgoingMail).values(state=MailState.SENT, address_sealed=None))
    _let_pass(session, days=1)
    assert remind(session, keyring, now=NOW) == 0
    _let_pass(session, days=1)
    assert remind(session, keyring, now=NOW) == 1
    assert [mail.subject_id for mail in _reminders(session)] == [newer.id]
    assert remind(session, keyring, now=NOW) == 0


@pytest.mark.parametrize("language", GOLDEN)
def test_it_says_so_and_names_no_cause_in_its_subject(
    session: Session, keyring: Keyring, worker_app: Flask, petition: OpenPetition, waiting: Submission, language: str
) -> None:
    _let_pass(session, days=2)
    remind(session, keyring, now=NOW)
    (mail,) = _reminders(session)
    mail.language = language
    with worker_app.app_context():
        letter = write_reminder_mails(session, keyring, [mail])[mail.id]
    subject, text = GOLDEN[language]
    assert letter.mould.subject == subject
    written, html = letter.mould.fill(letter.values)
    assert written.startswith(text)
    assert token(keyring, waiting) in written
    assert token(keyring, waiting) in html

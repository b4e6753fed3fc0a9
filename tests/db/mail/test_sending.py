"""What the replies of a real mail server make of a queued mail."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, select, update
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.jobs import celery
from app.core.settings import Settings
from app.mail import sending
from app.mail.letters import Letter, Mould
from app.mail.models import MailKind, MailState, OutgoingMail, Suppression, SuppressionReason
from app.mail.queue import list_suppressed
from app.mail.rules import BOUNCE_DAYS, TRIES
from app.mail.sending import Ready, Sender
from app.mail.smtp import Reply
from app.signatures.models import Submission
from app.switches.services import turn_off, turn_on
from app.switches.states import SwitchKind
from tasks import mail as tasks
from tests.factories import OpenPetition, sign
from tests.factories.post_office import ScriptedPostOffice

HIS = "arash@example.org"
Send = Callable[[ScriptedPostOffice], OutgoingMail]


@pytest.fixture
def submission(
    owner_session: Session, keyring: Keyring, public_keys: PublicKeys, shared_petition: OpenPetition
) -> Submission:
    """A form whose mail is due."""
    made = sign(owner_session, keyring, public_keys, shared_petition, email=HIS, name="Arash Sample")
    owner_session.commit()
    assert made
    return made


@pytest.fixture
def send(worker_app: Flask, owner_session: Session, settings: Settings, submission: Submission) -> Iterator[Send]:
    """Run the task that sends against a post office; return the mail's row afterwards."""
    celery.flask_app = worker_app

    def send_through(office: ScriptedPostOffice) -> OutgoingMail:
        worker_app.extensions["vigil.settings"] = replace(settings, mail_url=office.url)
        tasks.send_due()
        owner_session.expire_all()
        return owner_session.scalars(select(OutgoingMail)).one()

    yield send_through
    worker_app.extensions["vigil.settings"] = settings
    del celery.flask_app


def _due_again(session: Session, at: datetime) -> None:
    session.execute(update(OutgoingMail).values(not_before=at))
    session.commit()


def test_a_sent_mail_keeps_no_address(send: Send) -> None:
    with ScriptedPostOffice() as office:
        mail = send(office)
    assert (mail.state, mail.address_sealed, mail.attempts) == (MailState.SENT, None, 1)
    assert [to for to, _ in office.taken] == [HIS]


def test_the_links_of_the_mail_are_of_this_submission(send: Send, keyring: Keyring, submission: Submission) -> None:
    with ScriptedPostOffice() as office:
        send(office)
    text = message_from_bytes(office.taken[0][1]).get_payload(0).get_payload(decode=True).decode()
    assert {keyring.token("confirm", submission.id), keyring.token("not_me", submission.id)} <= set(
        re.findall(r"[0-9a-f]{32}", text)
    )
    assert "Arash Sample" in text


def test_a_temporary_refusal_waits(send: Send) -> None:
    with ScriptedPostOffice("451 4.7.1") as office:
        mail = send(office)
    assert (mail.state, mail.failure, mail.attempts) == (MailState.QUEUED, "451", 1)
    assert mail.address_sealed
    assert mail.not_before > utc_now()


def test_a_permanent_refusal_ends_it_and_only_the_code_is_kept(send: Send) -> None:
    with ScriptedPostOffice("550 5.1.1") as office:
        mail = send(office)
    assert (mail.state, mail.failure, mail.address_sealed) == (MailState.FAILED, "550", None)


def test_a_mailbox_that_is_not_there_is_left_alone_for_a_while(
    send: Send, owner_session: Session, keyring: Keyring
) -> None:
    with ScriptedPostOffice("550 5.1.1") as office:
        send(office)
    [row] = owner_session.scalars(select(Suppression))
    assert (row.reason, row.fingerprint) == (SuppressionReason.BOUNCE, keyring.suppression(HIS))
    assert row.ends_on == day_of(utc_now()) + timedelta(days=BOUNCE_DAYS)
    assert list_suppressed(owner_session, keyring, [HIS, "other@example.org"]) == {HIS}


@pytest.mark.parametrize("reply", ["550 5.7.1", "550", "554 5.2.2", "451 5.1.1"])
def test_a_refusal_that_may_be_about_us_suppresses_nobody(send: Send, owner_session: Session, reply: str) -> None:
    with ScriptedPostOffice(reply) as office:
        send(office)
    assert not owner_session.scalars(select(Suppression)).all()


def test_after_the_last_try_it_ends(send: Send, owner_session: Session) -> None:
    owner_session.execute(update(OutgoingMail).values(attempts=TRIES - 1))
    owner_session.commit()
    with ScriptedPostOffice("451 4.7.1") as office:
        mail = send(office)
    assert (mail.state, mail.address_sealed) == (MailState.FAILED, None)


def test_a_repeated_mail_has_the_same_message_id(send: Send, owner_session: Session, keyring: Keyring) -> None:
    with ScriptedPostOffice() as office:
        mail = send(office)
        sealed = keyring.seal_address(HIS, key=mail.address_key, row=mail.id)
        owner_session.execute(update(OutgoingMail).values(state="queued", address_sealed=sealed))
        _due_again(owner_session, utc_now() - timedelta(seconds=1))
        send(office)
    assert len({message_from_bytes(content)["Message-ID"] for _, content in office.taken}) == 1
    assert len(office.taken) == 2


def test_who_asked_meanwhile_is_not_written_to(send: Send, owner_session: Session, keyring: Keyring) -> None:
    owner_session.add(Suppression(fingerprint=keyring.suppression(HIS), reason="asked"))
    owner_session.commit()
    with ScriptedPostOffice() as office:
        mail = send(office)
    assert (mail.state, mail.address_sealed, office.taken) == (MailState.CANCELLED, None, [])


@pytest.mark.parametrize(("kind", "goes_out"), [(MailKind.REMINDER, False), (MailKind.CONFIRM, True)])
def test_while_bulk_mail_is_stopped_confirmations_leave_and_reminders_wait(
    send: Send, owner_session: Session, kind: MailKind, goes_out: bool
) -> None:
    owner_session.execute(update(OutgoingMail).values(kind=kind))
    turn_on(owner_session, SwitchKind.BULK_MAIL, reason="A flood.", actor="operator", now=utc_now())
    owner_session.commit()
    with ScriptedPostOffice() as office:
        mail = send(office)
        assert (mail.state is MailState.SENT, len(office.taken)) == (goes_out, goes_out)
        turn_off(owner_session, SwitchKind.BULK_MAIL, reason="Over.", actor="operator", now=utc_now())
        owner_session.commit()
        assert send(office).state is MailState.SENT


def test_a_mail_that_went_out_while_the_database_was_away_is_marked_when_it_is_back(
    engines: dict[str, Engine], owner_session: Session, keyring: Keyring, submission: Submission,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Forgotten, it would be sent a second time. The first two tries meet a database that is not there."""
    mail = owner_session.scalars(select(OutgoingMail)).one()
    ready = Ready(mail.position, mail.id, mail.attempts, HIS, Letter(Mould("s", "t", "<p>"), {}))
    tries = iter([_nobody_there(), _nobody_there(), engines["worker"]])

    class Returning:
        """Leads to the next engine of ``tries`` with each connection."""

        def connect(self) -> Connection:
            return next(tries).connect()

    monkeypatch.setattr(sending, "PAUSE_BETWEEN_MARKS_SECONDS", 0.0)
    sender = Sender(keyring=keyring, writers={}, address="", name="", first_pause=timedelta(seconds=1))
    sending._mark_when_back(Returning(), sender, ready, Reply(250), now=utc_now())  # type: ignore[arg-type]
    owner_session.expire_all()
    mail = owner_session.scalars(select(OutgoingMail)).one()
    assert (mail.state, mail.address_sealed, mail.attempts) == (MailState.SENT, None, 1)
    assert list(tries) == []


def _nobody_there() -> Engine:
    return create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1")


def test_a_letter_goes_to_the_mailbox_that_was_looked_at(send: Send, owner_session: Session, keyring: Keyring) -> None:
    """A relay that maps domains by the rules of 2003 would carry it to strasse.de, to somebody else."""
    mail = owner_session.scalars(select(OutgoingMail)).one()
    mail.address_sealed = keyring.seal_address("arash@straße.de", key=mail.address_key, row=mail.id)
    owner_session.commit()
    with ScriptedPostOffice() as office:
        send(office)
    assert [to for to, _ in office.taken] == ["arash@xn--strae-oqa.de"]

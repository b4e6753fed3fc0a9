"""Sending an update through a real SMTP server: to each once, in their language, to nobody who wants none."""

import email
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, CampaignState
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.core.jobs import celery
from app.core.settings import Settings
from app.mail.models import MailKind, OutgoingMail, Suppression
from app.mail.queue import mail_row
from app.signatures.models import Signature
from app.switches.services import turn_off, turn_on
from app.switches.states import SwitchKind
from app.updates.fan_out import start_due
from app.updates.links import get_subscription
from app.updates.models import Update, UpdateRecipient
from app.updates.queries import Counts, count_done
from app.updates.services import cancel, pause, resume
from app.updates.states import UpdateState
from tasks import updates as tasks
from tests.factories import OpenPetition, add_subscriber, add_update
from tests.factories.post_office import ScriptedPostOffice

Send = Callable[..., dict[str, EmailMessage]]
Subscribe = Callable[..., Signature]


@pytest.fixture
def subscribe(owner_session: Session, keyring: Keyring, shared_petition: OpenPetition) -> Subscribe:
    """Add somebody who asked for updates, for everybody's connections to see."""

    def add(address: str, **columns: Any) -> Signature:
        made = add_subscriber(owner_session, keyring, shared_petition, email=address, **columns)
        owner_session.commit()
        return made

    return add


@pytest.fixture
def begun(owner_session: Session, keyring: Keyring, shared_petition: OpenPetition) -> Callable[[], Update]:
    """Begin an update to all who asked so far."""

    def begin(**words: Any) -> Update:
        made = add_update(owner_session, shared_petition.campaign, is_approved=True, **words)
        start_due(owner_session, keyring, now=utc_now())
        owner_session.commit()
        return made

    return begin


@pytest.fixture
def send(worker_app: Flask, owner_session: Session, settings: Settings) -> Iterator[Send]:
    """Run the task against a post office that answers as told; return what it took, by address."""
    celery.flask_app = worker_app

    def send_due(*replies: str) -> dict[str, EmailMessage]:
        with ScriptedPostOffice(*replies) as office:
            worker_app.extensions["vigil.settings"] = replace(settings, mail_url=office.url)
            tasks.send_due()
        owner_session.expire_all()
        assert len({to for to, _ in office.taken}) == len(office.taken)
        return {to: email.message_from_bytes(content, policy=default) for to, content in office.taken}

    yield send_due
    worker_app.extensions["vigil.settings"] = settings
    del celery.flask_app


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_everybody_gets_it_once_and_it_is_sent(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    readers = {f"reader-{number}@example.org" for number in range(7)}
    for reader in readers:
        subscribe(reader)
    update = begun()
    assert set(send()) == readers
    assert (update.state, count_done(owner_session, update.id)) == (UpdateState.SENT, Counts(sent=7))
    assert send() == {}


@pytest.mark.parametrize("kind", [SwitchKind.BULK_MAIL, SwitchKind.READ_ONLY])
def test_while_bulk_mail_is_stopped_it_waits_where_it_is(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send, kind: SwitchKind
) -> None:
    subscribe("ada@example.org")
    update = begun()
    turn_on(owner_session, kind, reason="A flood.", actor="operator", now=utc_now())
    owner_session.commit()
    assert send() == {}
    assert (update.state, count_done(owner_session, update.id)) == (UpdateState.SENDING, Counts())
    turn_off(owner_session, kind, reason="Over.", actor="operator", now=utc_now())
    owner_session.commit()
    assert set(send()) == {"ada@example.org"}


def test_each_reads_it_in_their_language_and_is_told_where_there_is_none(
    subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    for language in ("en", "fa", "fr"):
        subscribe(f"{language}@example.org", language=language)
    begun()
    mails = {to.partition("@")[0]: mail for to, mail in send().items()}
    assert "She wrote to us (https://example.org/letter)." in text_of(mails["en"])
    assert "<em>wrote</em>" in text_of(mails["en"], "html")
    assert "او به ما نوشت." in text_of(mails["fa"])
    assert 'dir="rtl"' in text_of(mails["fa"], "html")
    assert "n’existent pas encore en français" in text_of(mails["fr"])
    assert "She wrote" in text_of(mails["fr"])


def test_neither_sender_nor_subject_names_anybody_unless_the_campaign_may(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org")
    begun()
    (mail,) = send().values()
    assert (mail["Subject"], mail["From"]) == ("News you asked for", "Vigil <post@vigil.example>")
    owner_session.execute(update(Campaign).values(is_discreet=False))
    begun()
    (mail,) = send().values()
    assert mail["Subject"] == "A letter arrived"


def test_one_press_stops_them_also_by_the_mail_program(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org", language="fa")
    begun()
    (mail,) = send().values()
    address = mail["List-Unsubscribe"].strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.rpartition("/")[0].endswith("/fa/unsubscribe")
    assert address in text_of(mail)
    assert address in text_of(mail, "html")
    assert get_subscription(owner_session, address.rpartition("/")[2]).is_wanted


@pytest.mark.parametrize("reason", ["stopped", "suppressed", "erased", "held", "key gone"])
def test_who_wants_none_when_their_turn_comes_is_left_out(
    owner_session: Session, keyring: Keyring, subscribe: Subscribe, begun: Callable[..., Update], send: Send,
    reason: str,
) -> None:  # fmt: skip
    subscribe("stays@example.org")
    leaving = subscribe("leaves@example.org")
    begun_update = begun()
    hers = update(Signature).where(Signature.id == leaving.id)
    if reason == "stopped":
        owner_session.execute(hers.values(updates=False, address_sealed=None, address_key=None))
    elif reason == "suppressed":
        owner_session.add(Suppression(fingerprint=keyring.suppression("leaves@example.org"), reason="asked"))
    elif reason == "erased":
        owner_session.execute(delete(Signature).where(Signature.id == leaving.id))
    elif reason == "held":
        owner_session.execute(hers.values(state="held"))
    else:
        owner_session.execute(hers.values(address_key="address-2026-01-01"))
    owner_session.commit()
    assert set(send()) == {"stays@example.org"}
    counts = count_done(owner_session, begun_update.id)
    assert (begun_update.state, counts) == (UpdateState.SENT, Counts(sent=1, left_out=1))


def test_nothing_goes_out_while_it_is_paused_and_the_rest_goes_when_it_is_resumed(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org")
    begun_update = begun()
    pause(owner_session, begun_update, by=new_id(), now=utc_now())
    owner_session.commit()
    assert send() == {}
    resume(owner_session, begun_update, by=new_id(), now=utc_now())
    owner_session.commit()
    assert set(send()) == {"ada@example.org"}


def test_what_was_cancelled_goes_to_nobody(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org")
    begun_update = begun()
    cancel(owner_session, begun_update, by=new_id(), now=utc_now())
    owner_session.commit()
    assert (send(), begun_update.state) == ({}, UpdateState.CANCELLED)


def test_a_hidden_campaign_mails_nobody(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org")
    begun_update = begun()
    owner_session.execute(update(Campaign).values(state=CampaignState.HIDDEN))
    owner_session.commit()
    assert (send(), begun_update.state) == ({}, UpdateState.SENDING)


def test_a_temporary_refusal_is_tried_again_and_holds_up_nobody(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    for name in ("ada", "ben"):
        subscribe(f"{name}@example.org")
    begun_update = begun()
    first = send("451 4.7.1")
    assert len(first) == 1
    assert (begun_update.state, count_done(owner_session, begun_update.id).done) == (UpdateState.SENDING, 1)
    owner_session.execute(update(UpdateRecipient).values(not_before=utc_now() - timedelta(seconds=1)))
    owner_session.commit()
    assert len(first | send()) == 2
    assert begun_update.state is UpdateState.SENT


def test_a_permanent_refusal_is_counted_and_only_the_code_is_kept(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org")
    begun_update = begun()
    assert send("550 5.1.1") == {}
    assert (begun_update.state, count_done(owner_session, begun_update.id)) == (UpdateState.SENT, Counts(failed=1))
    assert owner_session.scalars(select(UpdateRecipient.failure)).all() == ["550"]


def test_a_mail_server_that_is_away_is_said_and_then_forgotten(
    owner_session: Session, worker_app: Flask, subscribe: Subscribe, begun: Callable[..., Update], send: Send,
    settings: Settings,
) -> None:  # fmt: skip
    subscribe("ada@example.org")
    begun_update = begun()
    worker_app.extensions["vigil.settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")
    tasks.send_due()
    owner_session.expire_all()
    assert count_done(owner_session, begun_update.id) == Counts(trouble="ConnectionRefusedError")
    send()
    assert count_done(owner_session, begun_update.id) == Counts(sent=1)


def test_a_repeated_mail_has_the_same_message_id(
    owner_session: Session, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    """A sender that was killed between sending and marking sends once more: mail programs see one mail."""
    subscribe("ada@example.org")
    begun_update = begun()
    (first,) = send().values()
    owner_session.execute(update(UpdateRecipient).values(state="waiting"))
    owner_session.execute(delete(Update).where(Update.id != begun_update.id))
    _send_again(owner_session, begun_update)
    (second,) = send().values()
    assert first["Message-ID"] == second["Message-ID"]


def _send_again(session: Session, given: Update) -> None:
    """Put it back as the database would never let it be: as its superuser, past the trigger."""
    session.connection().exec_driver_sql("ALTER TABLE vigil.update DISABLE TRIGGER refuse_unknown_update_move")
    session.execute(update(Update).where(Update.id == given.id).values(state="sending", ended_at=None))
    session.connection().exec_driver_sql("ALTER TABLE vigil.update ENABLE TRIGGER refuse_unknown_update_move")
    session.commit()


def test_confirmations_go_first(
    owner_session: Session, keyring: Keyring, subscribe: Subscribe, begun: Callable[..., Update], send: Send
) -> None:
    subscribe("ada@example.org")
    begun()
    now = utc_now()
    waiting = mail_row(
        keyring, mail_id=new_id(), kind=MailKind.CONFIRM, subject_id=new_id(), language="en", address="b@example.org",
        not_before=now - timedelta(seconds=3), today=now.date(),
    )  # fmt: skip
    owner_session.execute(OutgoingMail.__table__.insert(), [waiting])  # type: ignore[attr-defined]
    owner_session.commit()
    assert send() == {}
    owner_session.execute(delete(OutgoingMail))
    owner_session.commit()
    assert set(send()) == {"ada@example.org"}

"""Sending what is due: read a batch, close the transaction, then send and mark one mail after the other.

Each mail is marked by its own durable commit, so a killed sender repeats at most the one it was sending. The
queue is divided into shares, each guarded by an advisory lock: when a sender dies, its share is free at once.
"""

import random
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, TextClause, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import KeyGone, Keyring
from app.mail.addresses import deliverable, mailbox
from app.mail.letters import Letter, compose
from app.mail.models import MailKind, MailState, OutgoingMail
from app.mail.queue import list_suppressed
from app.mail.rules import BOUNCE_DAYS, Outcome, judge, pause_before
from app.mail.smtp import PostOffice, Reply

BATCH: Final = 50
MARK_TRIES: Final = 240
PAUSE_BETWEEN_MARKS_SECONDS: Final = 0.25

Writer = Callable[[Session, Keyring, Sequence[OutgoingMail]], Mapping[UUID, Letter]]
"""Turns queued mails of one kind into letters, by mail id. One that is left out is no longer wanted."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What is written after a try: each takes ``:position``, and ``given`` with whatever else it names.

    ``try_later`` takes ``:not_before`` and ``:failure``, ``give_up`` takes ``:state`` and ``:failure``.
    """

    sent: TextClause
    give_up: TextClause
    try_later: TextClause
    given: Mapping[str, object] = field(default_factory=dict)


_SUPPRESS: Final = text(
    "INSERT INTO vigil.suppression (fingerprint, reason, ends_on) VALUES (:fingerprint, 'bounce', :ends_on)"
    " ON CONFLICT DO NOTHING"
)
MAIL_MARKS: Final = Marks(
    sent=text(
        "UPDATE vigil.outgoing_mail SET state = 'sent', address_sealed = NULL, attempts = attempts + 1"
        " WHERE position = :position AND state = 'queued'"
    ),
    give_up=text(
        "UPDATE vigil.outgoing_mail SET state = :state, address_sealed = NULL, attempts = attempts + 1,"
        " failure = :failure WHERE position = :position AND state = 'queued'"
    ),
    try_later=text(
        "UPDATE vigil.outgoing_mail SET not_before = :not_before, attempts = attempts + 1, failure = :failure"
        " WHERE position = :position AND state = 'queued'"
    ),
)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What a sender needs: keys, who writes which kind, who it sends as, and the first pause after a refusal."""

    keyring: Keyring
    writers: Mapping[MailKind, Writer]
    address: str
    name: str
    first_pause: timedelta
    marks: Marks = MAIL_MARKS


@dataclass(frozen=True)
class Ready:
    """A letter with its address, ready to go."""

    position: int
    mail_id: UUID
    attempts: int
    to: str
    letter: Letter


def read_batch(
    session: Session, sender: Sender, *, share: int, shares: int, now: datetime,
    stays: Collection[MailKind] = (),
) -> tuple[list[Ready], list[int]]:  # fmt: skip
    """Return the letters that are due, and the positions of mails that are no longer wanted. Reads only.

    Mails of the kinds in ``stays`` wait where they are.
    """
    due = session.scalars(
        select(OutgoingMail)
        .where(
            OutgoingMail.state == MailState.QUEUED,
            OutgoingMail.not_before <= now,
            OutgoingMail.position % shares == share,
            OutgoingMail.kind.not_in(stays),
        )
        .order_by(OutgoingMail.priority, OutgoingMail.position)
        .limit(BATCH)
    ).all()
    addresses = _open_addresses(sender.keyring, due)
    suppressed = list_suppressed(session, sender.keyring, addresses.values())
    letters: dict[UUID, Letter] = {}
    for kind, write in sender.writers.items():
        if mails := [mail for mail in due if mail.kind is kind and mail.id in addresses]:
            letters |= write(session, sender.keyring, mails)
    ready = [
        Ready(mail.position, mail.id, mail.attempts, addresses[mail.id], letters[mail.id])
        for mail in due
        if mail.id in letters and addresses[mail.id] not in suppressed
    ]
    wanted = {each.position for each in ready}
    return ready, [mail.position for mail in due if mail.position not in wanted]


def _open_addresses(keyring: Keyring, mails: Sequence[OutgoingMail]) -> dict[UUID, str]:
    addresses = {}
    for mail in mails:
        try:
            opened = keyring.open_address(mail.address_sealed or b"", key=mail.address_key, row=mail.id)
        except KeyGone:
            continue
        addresses[mail.id] = deliverable(opened)
    return addresses


def send_batch(
    engine: Engine,
    office: PostOffice,
    sender: Sender,
    ready: Iterable[Ready],
    *,
    clock: Callable[[], datetime],
) -> int:
    """Send letters one by one, each marked in its own commit; return how many were sent.

    Raises PostOfficeClosed when the server goes away: what was not sent stays as it was. Raises DBAPIError when
    the database does, but not before the mail in hand is marked or a minute has passed.
    """
    sent = 0
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for each in ready:
            reply = office.send(
                compose(
                    each.letter, sender=sender.address, sender_name=sender.name, to=each.to,
                    message_id=sender.keyring.message_id(each.mail_id), now=clock(),
                ),
                sender=sender.address,
                to=each.to,
            )  # fmt: skip
            try:
                _mark(connection, sender, each, reply, now=clock())
            except DBAPIError:
                _mark_when_back(engine, sender, each, reply, now=clock())
                raise
            sent += reply.code == 250
    return sent


def _mark_when_back(engine: Engine, sender: Sender, each: Ready, reply: Reply, *, now: datetime) -> None:
    """Wait for the database to mark a mail that is out already: forgotten, it would be sent a second time.

    The share's lock is gone with the database, so nothing else may be sent on the strength of it.
    """
    pause = threading.Event()
    for _ in range(MARK_TRIES):
        pause.wait(PAUSE_BETWEEN_MARKS_SECONDS)
        with suppress(DBAPIError), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _mark(connection, sender, each, reply, now=now)
            return


def _mark(connection: Connection, sender: Sender, each: Ready, reply: Reply, *, now: datetime) -> None:
    attempts, marks, code = each.attempts + 1, sender.marks, reply.code
    given = {**marks.given, "position": each.position}
    outcome = judge(code, attempts=attempts)
    if outcome is Outcome.SENT:
        connection.execute(marks.sent, given)
    elif outcome is Outcome.TEMPORARY:
        pause = pause_before(attempts + 1, first=sender.first_pause, jitter=random.random())  # noqa: S311 - no secret
        connection.execute(marks.try_later, {**given, "not_before": now + pause, "failure": str(code)})
    else:
        if reply.is_no_mailbox:
            _leave_alone(connection, sender.keyring, each.to, now=now)
        connection.execute(marks.give_up, {**given, "state": "failed", "failure": str(code)})


def _leave_alone(connection: Connection, keyring: Keyring, address: str, *, now: datetime) -> None:
    """Write to a mailbox that is not there no more for a while: senders who insist are taken for spammers."""
    ends_on = day_of(now) + timedelta(days=BOUNCE_DAYS)
    connection.execute(_SUPPRESS, {"fingerprint": keyring.suppression(mailbox(address)), "ends_on": ends_on})


def cancel_unwanted(engine: Engine, positions: Sequence[int]) -> None:
    """Take mails off the queue that nobody wants any more, emptying their address."""
    with engine.begin() as connection:
        for position in positions:
            connection.execute(MAIL_MARKS.give_up, {"position": position, "state": "cancelled", "failure": None})

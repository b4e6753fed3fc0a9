"""The private page: who types an address is mailed a link; the link alone opens what is held under it.

The page is sealed to the token before it is stored. Neither the database nor the web process can read it
without the link, and after a day it is gone.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import KeyGone, Keyring
from app.core.ids import new_id
from app.core.sealing import NotOurs, seal_for_holder, token_hash
from app.mail.addresses import canonical, mailbox
from app.mail.models import MailKind, OutgoingMail
from app.mail.queue import CapOn, Caps, cancel_mails, mail_row
from app.privacy.finding import find_own
from app.privacy.models import PrivatePage
from app.signatures.drain import set_aside, take_intake
from app.signatures.envelope import AccessForm, open_access_form
from app.signatures.models import IntakeKind, Signature, Submission

ACCESS: Final = "access"
LIVES: Final = timedelta(hours=24)
PAGE_BYTES: Final = 16 * 1024
"""A page is padded to a multiple of this: some ten signatures with long comments, and as much for none at all."""


class HeldEntry(msgspec.Struct, frozen=True):
    """A signature, or a form that waits for its button: the words that only its holder may read.

    ``proof`` lets this page alone act on it. ``address_sealed`` waits under the update key, should updates be
    started. ``submission_id`` says which form the words came with.
    """

    id: UUID
    submission_id: UUID | None
    proof: bytes
    name: str
    comment: str
    address_sealed: bytes


class HeldCopy(msgspec.Struct, frozen=True):
    """All that is sealed to a private page's token."""

    email: str
    suppression: bytes
    entries: list[HeldEntry]


def drain_access_requests(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Turn requests for the private page into pages and mails; return how many rows were taken.

    An address that signed nothing is mailed too: its page says that nothing is held. The rows written are as many
    and as long for everybody; a mail to a suppressed address is cancelled when its turn comes.
    """
    rows = take_intake(session, IntakeKind.ACCESS)
    for row in rows:
        try:
            form = open_access_form(row, keyring)
        except (KeyGone, NotOurs, msgspec.DecodeError) as error:
            set_aside(session, row, type(error).__name__)
        else:
            _answer(session, keyring, row.id, form, now=now)
    return len(rows)


def _answer(session: Session, keyring: Keyring, page_id: UUID, form: AccessForm, *, now: datetime) -> None:
    person, today = canonical(form.email), day_of(now)
    caps = Caps(session, keyring, people=[person], now=now, on=CapOn.LINKS)
    content = keyring.cap(mailbox(form.email), day=today)
    if caps.is_repeat(person, content):
        return
    network = keyring.prefix(form.network, day=today) if form.network else None
    mail_id = new_id()
    planned, out = caps.plan(person, content, mail_id, network=network)
    if out is not None:
        gone = cancel_mails(session, mail_ids=[out]).values()
        session.execute(delete(PrivatePage).where(PrivatePage.id.in_(gone)))
    _make_page(session, keyring, page_id, form, today=today, now=planned)
    session.execute(
        insert(OutgoingMail),
        [
            mail_row(
                keyring,
                mail_id=mail_id,
                kind=MailKind.ACCESS,
                subject_id=page_id,
                language=form.language,
                address=form.email,
                not_before=planned,
                today=today,
            )
        ],
    )
    caps.save()


def _make_page(
    session: Session, keyring: Keyring, page_id: UUID, form: AccessForm, *, today: date, now: datetime
) -> None:
    token = keyring.access_token(page_id, day=today)
    held = HeldCopy(
        email=form.email,
        suppression=keyring.suppression(mailbox(form.email)),
        entries=_list_own(session, keyring, page_id, form.email, now=now),
    )
    session.add(
        PrivatePage(
            id=page_id,
            token_hash=token_hash(token, ACCESS),
            language=form.language,
            sealed=seal_for_holder(token, msgspec.msgpack.encode(held), step=PAGE_BYTES),
            expires_at=now + LIVES,
        )
    )
    session.flush()


def _list_own(session: Session, keyring: Keyring, page_id: UUID, address: str, *, now: datetime) -> list[HeldEntry]:
    """Return what a mailbox holds, each with its words."""
    own = find_own(session, keyring, address, now=now)
    rows: list[tuple[Signature | Submission, UUID | None]] = [(each, each.submission_id) for each in own.signatures]
    rows += [(form, form.id) for form in own.forms]
    return [
        _entry(keyring, row, submission_id, proof=prove(page_id, row.holder or b""), address=address)
        for row, submission_id in rows
    ]


def prove(page_id: UUID, holder: bytes) -> bytes:
    """Return what lets one page act on its holder's rows; ``door.own_entry`` computes the same."""
    return hashlib.sha256(page_id.bytes + holder).digest()


def _entry(
    keyring: Keyring, row: Signature | Submission, submission_id: UUID | None, *, proof: bytes, address: str
) -> HeldEntry:
    def words(sealed: bytes | None) -> str:
        if sealed is None or submission_id is None:
            return ""
        return keyring.open_words(sealed, petition_id=row.petition_id, row=submission_id)

    signature_id = row.id if isinstance(row, Signature) else row.signature_id
    return HeldEntry(
        id=row.id,
        submission_id=submission_id,
        proof=proof,
        name=words(row.name_sealed),
        comment=words(row.comment_sealed),
        address_sealed=keyring.seal_address(address, key="updates", row=signature_id),
    )


def remove_old_pages(session: Session, *, now: datetime) -> int:
    """Delete private pages whose day is over; return how many."""
    old = session.scalars(delete(PrivatePage).where(PrivatePage.expires_at <= now).returning(PrivatePage.id))
    return len(old.all())

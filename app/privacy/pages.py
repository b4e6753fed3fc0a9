"""The private page: who types an address is mailed a link; the link alone opens what is held under it.

The page is sealed to the token before it is stored. Neither the database nor the web process can read it
without the link, and after a day it is gone.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import KeyGone, Keyring
from app.core.ids import new_id
from app.core.sealing import NotOurs, seal_for_holder, token_hash
from app.mail.addresses import canonical
from app.mail.models import MailKind, OutgoingMail
from app.mail.queue import Caps, list_suppressed, mail_row
from app.petitions.models import Petition
from app.privacy.models import PrivatePage, PrivatePageSignature
from app.signatures.drain import set_aside, take_intake
from app.signatures.envelope import AccessForm, open_access_form
from app.signatures.models import IntakeKind, Signature
from app.signatures.states import SignatureState

ACCESS: Final = "access"
LIVES: Final = timedelta(hours=24)
_CONTENT: Final = b"private page"
_SHOWN: Final = (
    SignatureState.CONFIRMED,
    SignatureState.HELD,
    SignatureState.REJECTED,
    SignatureState.WITHDRAWN,
)


class HeldSignature(msgspec.Struct, frozen=True):
    """The words of one signature that only its holder may read."""

    id: UUID
    name: str
    comment: str


class HeldCopy(msgspec.Struct, frozen=True):
    """All that is sealed to a private page's token."""

    email: str
    suppression: bytes
    signatures: list[HeldSignature]


def drain_access_requests(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Turn requests for the private page into pages and mails; return how many rows were taken.

    An address that signed nothing is mailed too: its page says that nothing is held.
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
    address = canonical(form.email)
    caps = Caps(session, keyring, addresses=[address], now=now)
    mail_id = new_id()
    if list_suppressed(session, keyring, [address]) or caps.is_repeat(address, _CONTENT):
        return
    planned = caps.plan(address, _CONTENT, mail_id)
    if planned is None:
        return
    _make_page(session, keyring, page_id, form, now=planned)
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
                today=day_of(now),
            )
        ],
    )
    caps.save()


def _make_page(session: Session, keyring: Keyring, page_id: UUID, form: AccessForm, *, now: datetime) -> None:
    signatures = _list_own(session, keyring, canonical(form.email))
    token = keyring.token(ACCESS, page_id)
    suppression = keyring.suppression(canonical(form.email))
    held = HeldCopy(form.email, suppression, [_open(keyring, signature) for signature in signatures])
    page = PrivatePage(
        id=page_id,
        token_hash=token_hash(token, ACCESS),
        language=form.language,
        sealed=seal_for_holder(token, msgspec.msgpack.encode(held)),
        expires_at=now + LIVES,
    )
    session.add(page)
    session.flush()
    session.add_all(
        PrivatePageSignature(
            private_page_id=page_id,
            signature_id=signature.id,
            address_sealed=keyring.seal_address(form.email, key="updates", row=signature.id),
        )
        for signature in signatures
    )


def _list_own(session: Session, keyring: Keyring, address: str) -> Sequence[Signature]:
    """Find a person's signatures: a fingerprint has to be made for every petition, for they share no key."""
    marks = []
    for petition_id in session.scalars(select(Petition.id)):
        with contextlib.suppress(KeyGone):
            marks.append((petition_id, keyring.fingerprint(address, petition_id=petition_id)))
    return session.scalars(
        select(Signature)
        .where(tuple_(Signature.petition_id, Signature.fingerprint).in_(marks), Signature.state.in_(_SHOWN))
        .order_by(Signature.id)
    ).all()


def _open(keyring: Keyring, signature: Signature) -> HeldSignature:
    def words(sealed: bytes | None) -> str:
        if sealed is None or signature.submission_id is None:
            return ""
        return keyring.open_words(sealed, petition_id=signature.petition_id, row=signature.submission_id)

    return HeldSignature(signature.id, words(signature.name_sealed), words(signature.comment_sealed))


def remove_old_pages(session: Session, *, now: datetime) -> int:
    """Delete private pages whose day is over; return how many."""
    old = session.scalars(delete(PrivatePage).where(PrivatePage.expires_at <= now).returning(PrivatePage.id))
    return len(old.all())

"""Asking once more, two days later, those who have not pressed the button: most forgot, few meant it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from app.core.clock import day_of
from app.core.crypto import KeyGone, Keyring
from app.core.ids import new_id
from app.mail.models import MailKind, MailState, OutgoingMail
from app.mail.queue import list_suppressed, mail_row
from app.signatures.models import Signature, Submission
from app.signatures.states import CONFIRM_WITHIN_DAYS, SignatureState, SubmissionState

REMIND_AFTER_DAYS: Final = 2
BATCH: Final = 200
_LEFT_AT_LEAST: Final = timedelta(days=1)
_LEFT_AT_MOST: Final = timedelta(days=CONFIRM_WITHIN_DAYS - REMIND_AFTER_DAYS, hours=1)
"""A form lives a week and up to an hour from its mail: what is left of it tells how long ago that was."""


def remind(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Queue a reminder for each signature that waits for its button since two days; return how many forms were due.

    One a signature, for its newest form, and only once nothing else about it went out meanwhile. A first mail that
    still waits or failed is no reason to write again; nor is an address that asked to be left alone.
    """
    due = _list_due(session, now=now)
    addresses = {row.id: address for row in due if (address := _open(keyring, row))}
    left_alone = list_suppressed(session, keyring, addresses.values(), is_bulk=True)
    mails = [
        mail_row(
            keyring,
            mail_id=new_id(),
            kind=MailKind.REMINDER,
            subject_id=row.id,
            language=row.language,
            address=addresses[row.id],
            not_before=now,
            today=day_of(now),
        )
        for row in due
        if row.id in addresses and addresses[row.id] not in left_alone
    ]
    if mails:
        session.execute(insert(OutgoingMail), mails)
    _mark(session, [row.signature_id for row in due])
    return len(due)


def _list_due(session: Session, *, now: datetime) -> Sequence[Submission]:
    """Return the newest waiting form of each signature that was never reminded, two days after its mail."""
    other, mail = aliased(Submission), aliased(OutgoingMail)
    newer_or_reminded = select(other.id).where(
        other.signature_id == Submission.signature_id,
        other.is_reminded | ((other.state == SubmissionState.LIVE) & (other.expires_at > Submission.expires_at)),
    )
    not_sent = select(mail.id).where(
        mail.subject_id == Submission.id, mail.state.in_([MailState.QUEUED, MailState.FAILED])
    )
    return session.scalars(
        select(Submission)
        .join(Signature, Signature.id == Submission.signature_id)
        .where(
            Submission.state == SubmissionState.LIVE,
            Submission.expires_at > now + _LEFT_AT_LEAST,
            Submission.expires_at <= now + _LEFT_AT_MOST,
            Submission.address_sealed.is_not(None),
            Signature.state == SignatureState.PENDING,
            ~newer_or_reminded.exists(),
            ~not_sent.exists(),
        )
        .ext(distinct_on(Submission.signature_id))
        .order_by(Submission.signature_id, Submission.id)
        .limit(BATCH)
    ).all()


def _open(keyring: Keyring, row: Submission) -> str:
    try:
        return keyring.open_address(row.address_sealed or b"", key=row.address_key or "", row=row.id)
    except KeyGone:
        return ""


def _mark(session: Session, signature_ids: Sequence[UUID]) -> None:
    session.execute(
        update(Submission)
        .where(Submission.signature_id.in_(signature_ids), Submission.state == SubmissionState.LIVE)
        .values(is_reminded=True)
        .execution_options(synchronize_session=False)
    )

"""What is deleted when nobody asks, and the daily turn of the keys."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import TRACE_KEY_DAYS, Keyring
from app.mail.models import MailCap, MailState, OutgoingMail
from app.petitions.models import Petition
from app.signatures.steps import keep_mailed

_SENT_MAIL_DAYS: Final = 2
FINGERPRINT_DAYS_AFTER_CLOSING: Final = 90


def rotate_keys(keyring: Keyring, *, now: datetime) -> list[str]:
    """Make tomorrow's keys and destroy those whose days are over; return the names of the destroyed."""
    return keyring.rotate(day_of(now))


def destroy_old_fingerprints(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Ninety days after a petition closed, make its fingerprints meaningless. Returns how many keys went.

    Nobody can be found by address in it any more; what was counted stays counted.
    """
    closed = select(Petition.id).where(Petition.closes_at < now - timedelta(days=FINGERPRINT_DAYS_AFTER_CLOSING))
    return sum(keyring.destroy_fingerprints(petition_id) for petition_id in session.scalars(closed))


def remove_traces(session: Session, *, now: datetime) -> int:
    """Delete mail caps whose key is gone. Returns how many."""
    old = delete(MailCap).where(MailCap.planned_at < now - timedelta(days=TRACE_KEY_DAYS)).returning(MailCap.mail_id)
    return len(session.scalars(old).all())


def remove_ended_mails(session: Session, *, now: datetime) -> int:
    """Delete rows of mails that ended two days ago; they have no address any more. Returns how many.

    How many there were of each petition stays known.
    """
    old = session.scalars(
        select(OutgoingMail.position)
        .where(
            OutgoingMail.state.in_([MailState.SENT, MailState.CANCELLED]),
            OutgoingMail.not_before < now - timedelta(days=_SENT_MAIL_DAYS),
        )
        .with_for_update(skip_locked=True)
    ).all()
    keep_mailed(session, old)
    session.execute(delete(OutgoingMail).where(OutgoingMail.position.in_(old)))
    return len(old)

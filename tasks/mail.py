"""Sending what is due."""

from datetime import timedelta
from typing import Final

import structlog

from app.accounts.emails import write_invitation_mails, write_notice_mails, write_reset_mails
from app.core.clock import utc_now
from app.core.db import db, unit_of_work
from app.core.locks import Lock, alone
from app.mail.models import BULK_KINDS, MailKind
from app.mail.sending import Ready, Sender, cancel_unwanted, read_batch, send_batch
from app.mail.smtp import PostOffice, PostOfficeClosed
from app.privacy.emails import write_access_mails
from app.signatures.emails import write_already_signed_mails, write_confirm_mails, write_reminder_mails
from app.switches.queries import is_bulk_mail_stopped
from app.updates.proofs import write_proof_mails
from tasks.worker import job, keyring, settings

log = structlog.get_logger()
_WRITERS: Final = {
    MailKind.CONFIRM: write_confirm_mails,
    MailKind.ALREADY_SIGNED: write_already_signed_mails,
    MailKind.ACCESS: write_access_mails,
    MailKind.REMINDER: write_reminder_mails,
    MailKind.UPDATE_PROOF: write_proof_mails,
    MailKind.ACCOUNT_INVITATION: write_invitation_mails,
    MailKind.ACCOUNT_RESET: write_reset_mails,
    MailKind.ACCOUNT_NOTICE: write_notice_mails,
}


@job("mail.send_due")
def send_due() -> int:
    """Send what is due in every share that no other sender has."""
    shares = settings().mail_senders
    return sum(_send_share(share, shares) for share in range(shares))


def _send_share(share: int, shares: int) -> int:
    """Send a share of the queue over one connection until nothing in it is due."""
    total = 0
    with alone(Lock.SEND, share) as is_ours, PostOffice(settings().mail_url) as office:
        try:
            while is_ours and (ready := _read(share, shares)):
                total += send_batch(db.engine, office, sender(), ready, clock=utc_now)
        except PostOfficeClosed as closed:
            log.warning("post office closed", share=share, code=str(closed))
    return total


def _read(share: int, shares: int) -> list[Ready]:
    with unit_of_work() as session:
        stays = BULK_KINDS if is_bulk_mail_stopped(session) else frozenset()
        ready, unwanted = read_batch(session, sender(), share=share, shares=shares, now=utc_now(), stays=stays)
    cancel_unwanted(db.engine, unwanted)
    return ready


def sender() -> Sender:
    """What this worker sends with."""
    return Sender(
        keyring=keyring(),
        writers=_WRITERS,
        address=settings().mail_from,
        name=settings().mail_from_name,
        first_pause=timedelta(seconds=settings().mail_first_pause_seconds),
    )

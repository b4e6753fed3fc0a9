"""Proofs: an update mailed to whoever works on it, as its readers would get it, before anybody else does.

The console writes down who wants one; a worker, who has keys, puts it into the queue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask_babel import force_locale, gettext
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import day_of
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.mail.letters import Letter
from app.mail.models import MailKind, OutgoingMail
from app.mail.queue import mail_row
from app.updates.emails import cast_update, letter_to
from app.updates.errors import NotWhole, TooManyProofs
from app.updates.models import Update, UpdateProof
from app.updates.rules import list_whole

A_DAY_AT_MOST: Final = 20
"""To one person: enough for every language, too few to bother anybody with."""
_KEPT: Final = timedelta(days=1)
_NO_LINK: Final = "0" * 32


def ask_for_proof(session: Session, given: Update, *, language: str, by: UUID, now: datetime) -> None:
    """Ask for a copy, as readers of ``language`` get it, to one's own address. Raises NotWhole or TooManyProofs."""
    if not list_whole(given.subject, given.body):
        raise NotWhole("nothing to send")
    today = select(func.count()).where(UpdateProof.account_id == by, UpdateProof.asked_at > now - _KEPT)
    if (session.scalar(today) or 0) >= A_DAY_AT_MOST:
        raise TooManyProofs("enough for a day")
    session.add(UpdateProof(update_id=given.id, account_id=by, language=language, asked_at=now))
    session.flush()


def queue_proofs(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Put every proof that waits into the queue; return how many."""
    waiting = session.execute(
        select(UpdateProof, Account.email)
        .join(Account, Account.id == UpdateProof.account_id)
        .where(~UpdateProof.is_queued)
        .with_for_update(of=UpdateProof, skip_locked=True)
    ).all()
    rows = [
        mail_row(
            keyring, mail_id=new_id(), kind=MailKind.UPDATE_PROOF, subject_id=proof.id, language=proof.language,
            address=address, not_before=now, today=day_of(now),
        )
        for proof, address in waiting
    ]  # fmt: skip
    if rows:
        session.execute(insert(OutgoingMail), rows)
    for proof, _address in waiting:
        proof.is_queued = True
    return len(waiting)


def write_proof_mails(session: Session, _keyring: Keyring, mails: Sequence[OutgoingMail]) -> Mapping[UUID, Letter]:
    """Write proofs, of the words as they are now; an update that was thrown away has none."""
    found = session.execute(
        select(UpdateProof.id, Update, Campaign)
        .join(Update, Update.id == UpdateProof.update_id)
        .join(Campaign, Campaign.id == Update.campaign_id)
        .where(UpdateProof.id.in_([mail.subject_id for mail in mails]))
    )
    proofs = {proof_id: (update, campaign) for proof_id, update, campaign in found}
    return {
        mail.id: _letter(*proofs[mail.subject_id], language=mail.language)
        for mail in mails
        if mail.subject_id in proofs and list_whole(proofs[mail.subject_id][0].subject, proofs[mail.subject_id][0].body)
    }


def _letter(update: Update, campaign: Campaign, *, language: str) -> Letter:
    """The mail, with a mark in its subject and a link that stops nothing."""
    mould = cast_update(update, campaign, language)
    with force_locale(language):
        marked = replace(mould, subject=gettext("Test: %(subject)s", subject=mould.subject))
    return replace(letter_to(marked, language=language, token=_NO_LINK), unsubscribe_url=None)


def remove_old_proofs(session: Session, *, now: datetime) -> int:
    """Delete what was asked for a day ago; return how many."""
    old = delete(UpdateProof).where(UpdateProof.asked_at < now - _KEPT).returning(UpdateProof.id)
    return len(session.scalars(old).all())

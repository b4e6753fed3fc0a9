"""Taking in what the mail server reports afterwards: mailboxes that are not there, and people who complained.

A report names an address, so the web seals it as it seals a form. Here it is opened, acted on and forgotten.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import KeyGone, Keyring
from app.core.sealing import NotOurs
from app.mail.addresses import mailbox
from app.mail.models import Suppression, SuppressionReason
from app.mail.rules import BOUNCE_DAYS
from app.privacy.finding import find_own
from app.privacy.models import ReportedCall
from app.signatures.drain import set_aside, take_intake
from app.signatures.envelope import MailReport, MailReports, ReportKind, open_mail_reports
from app.signatures.models import FormStep, IntakeKind, Signature
from app.signatures.steps import count_forms

CALL_DAYS: Final = 30
"""So long is a call's id known: mail services try again for some days."""


def drain_mail_reports(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Act on what was reported; return how many calls were taken. One that came before changes nothing."""
    rows = take_intake(session, IntakeKind.MAIL_REPORT)
    for row in rows:
        try:
            call = open_mail_reports(row, keyring)
        except (KeyGone, NotOurs, msgspec.DecodeError) as error:
            set_aside(session, row, type(error).__name__)
        else:
            if _is_new(session, call, today=day_of(now)):
                for report in call.reports:
                    _act_on(session, keyring, report, now=now)
    return len(rows)


def remove_old_calls(session: Session, *, now: datetime) -> int:
    """Forget the ids of old calls; return how many."""
    old = ReportedCall.taken_on < day_of(now) - timedelta(days=CALL_DAYS)
    return len(session.scalars(delete(ReportedCall).where(old).returning(ReportedCall.mark)).all())


def remove_ended_suppressions(session: Session, *, now: datetime) -> int:
    """Write again to mailboxes that were not there for long enough; return how many."""
    ended = delete(Suppression).where(Suppression.ends_on <= day_of(now)).returning(Suppression.fingerprint)
    return len(session.scalars(ended).all())


def lift_suppressions(session: Session, keyring: Keyring, address: str) -> int:
    """Write again to a mailbox that bounced or complained; return how many reasons went. What was asked stays."""
    mark = keyring.suppression(mailbox(address))
    lifted = delete(Suppression).where(Suppression.fingerprint == mark, Suppression.reason != SuppressionReason.ASKED)
    return len(session.scalars(lifted.returning(Suppression.reason)).all())


def _is_new(session: Session, call: MailReports, *, today: date) -> bool:
    mark = hashlib.sha256(call.call.encode()).digest()
    row = upsert(ReportedCall).values(mark=mark, taken_on=today).on_conflict_do_nothing()
    return session.scalar(row.returning(ReportedCall.mark)) is not None


def _act_on(session: Session, keyring: Keyring, report: MailReport, *, now: datetime) -> None:
    """Leave the mailbox alone and count it, once however many calls report it."""
    if not _suppress(session, keyring, report, now=now):
        return
    own = find_own(session, keyring, report.address, now=now)
    if report.kind is ReportKind.BOUNCE:
        count_forms(session, FormStep.BOUNCED, {form.petition_id for form in own.forms})
    else:
        count_forms(session, FormStep.COMPLAINED, own.petition_ids())
        _stop_updates(session, [signature.id for signature in own.signatures])


def _suppress(session: Session, keyring: Keyring, report: MailReport, *, now: datetime) -> bool:
    is_bounce = report.kind is ReportKind.BOUNCE
    row = upsert(Suppression).values(
        fingerprint=keyring.suppression(mailbox(report.address)),
        reason=SuppressionReason(report.kind.value),
        ends_on=day_of(now) + timedelta(days=BOUNCE_DAYS) if is_bounce else None,
    )
    return session.scalar(row.on_conflict_do_nothing().returning(Suppression.fingerprint)) is not None


def _stop_updates(session: Session, signature_ids: list[UUID]) -> None:
    """As the link in every update does: the address goes at once."""
    session.execute(
        update(Signature)
        .where(Signature.id.in_(signature_ids), Signature.updates)
        .values(updates=False, address_sealed=None, address_key=None)
        .execution_options(synchronize_session=False)
    )

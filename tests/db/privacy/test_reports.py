"""What a report of the mail server does: the mailbox is left alone, and it is counted once. Nothing of it stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.cli.suppressions import group
from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.ids import new_id
from app.mail.models import MailState, OutgoingMail, Suppression, SuppressionReason
from app.mail.queue import list_suppressed
from app.mail.rules import BOUNCE_DAYS
from app.privacy.models import ReportedCall
from app.privacy.reports import drain_mail_reports, remove_ended_suppressions, remove_old_calls
from app.signatures.envelope import MailReport, MailReports, ReportKind
from app.signatures.models import Intake, IntakeKind, Signature, UnreadableIntake
from app.signatures.steps import Steps, list_steps
from tests.db.conftest import Sign
from tests.factories import OpenPetition, add_petition, add_subscriber, post
from tests.guards.tables import everything_stored

BOUNCE, COMPLAINT = ReportKind
HERS = "hers@example.org"
NOW = utc_now()
Tell = Callable[..., int]


@pytest.fixture
def tell(session: Session, keyring: Keyring, public_keys: PublicKeys) -> Tell:
    """Let the mail server report of addresses, and a worker take it."""

    def report(kind: ReportKind, *addresses: str, call: str = "first") -> int:
        reports = [MailReport(kind=kind, address=address) for address in addresses]
        post(session, public_keys, MailReports(reports=reports, call=call))
        return drain_mail_reports(session, keyring, now=NOW)

    return report


def reasons(session: Session) -> list[SuppressionReason]:
    return list(session.scalars(select(Suppression.reason)))


def test_a_bounce_leaves_the_mailbox_alone_for_a_while(session: Session, keyring: Keyring, tell: Tell) -> None:
    assert tell(BOUNCE, "Hers@EXAMPLE.org") == 1
    assert list_suppressed(session, keyring, [HERS]) == {HERS}
    assert remove_ended_suppressions(session, now=NOW + timedelta(days=BOUNCE_DAYS - 1)) == 0
    assert remove_ended_suppressions(session, now=NOW + timedelta(days=BOUNCE_DAYS)) == 1
    assert list_suppressed(session, keyring, [HERS]) == set()


def test_a_bounce_is_counted_where_a_form_waits(
    session: Session, petition: OpenPetition, sign_as: Sign, tell: Tell
) -> None:
    add_petition(session)
    sign_as(email=HERS)
    session.execute(update(OutgoingMail).values(state=MailState.SENT, address_sealed=None))
    tell(BOUNCE, HERS)
    tell(BOUNCE, HERS, call="second")
    assert list_steps(session) == {petition.id: Steps(submitted=1, mailed=1, bounced=1)}


def test_a_complaint_stops_what_is_sent_to_many_and_nothing_else(
    session: Session, keyring: Keyring, petition: OpenPetition, tell: Tell
) -> None:
    reader = add_subscriber(session, keyring, petition, email=HERS)
    other = add_subscriber(session, keyring, petition, email="other@example.org")
    tell(COMPLAINT, HERS)
    session.expire_all()
    assert (reader.updates, reader.address_sealed, reader.address_key) == (False, None, None)
    assert other.updates
    assert other.address_sealed
    assert list_suppressed(session, keyring, [HERS]) == set()
    assert list_suppressed(session, keyring, [HERS, "other@example.org"], is_bulk=True) == {HERS}
    assert list_steps(session)[petition.id].complained == 1
    assert remove_ended_suppressions(session, now=NOW + timedelta(days=9000)) == 0


def test_the_same_call_again_changes_nothing(session: Session, petition: OpenPetition, tell: Tell) -> None:
    tell(BOUNCE, HERS)
    assert tell(COMPLAINT, HERS) == 1
    assert reasons(session) == [SuppressionReason.BOUNCE]
    assert remove_old_calls(session, now=NOW + timedelta(days=30)) == 0
    assert remove_old_calls(session, now=NOW + timedelta(days=31)) == 1


def test_who_asked_never_to_be_written_to_stays_so_after_a_bounce_ends(
    session: Session, keyring: Keyring, tell: Tell
) -> None:
    session.add(Suppression(fingerprint=keyring.suppression(HERS), reason=SuppressionReason.ASKED))
    session.flush()
    tell(BOUNCE, HERS)
    assert len(reasons(session)) == 2
    remove_ended_suppressions(session, now=NOW + timedelta(days=9000))
    assert reasons(session) == [SuppressionReason.ASKED]


def test_an_operator_lifts_a_bounce_and_never_what_somebody_asked(
    owner_session: Session, keyring: Keyring, operator_app: Flask
) -> None:
    for reason in SuppressionReason:
        ends_on = NOW.date() if reason is SuppressionReason.BOUNCE else None
        owner_session.add(Suppression(fingerprint=keyring.suppression(HERS), reason=reason, ends_on=ends_on))
    owner_session.commit()
    done = operator_app.test_cli_runner().invoke(group, ["lift", "Hers@example.org"])
    assert (done.exit_code, done.output) == (0, "2 lifted\n")
    assert reasons(owner_session) == [SuppressionReason.ASKED]
    assert owner_session.scalars(select(AuditEntry.details)).one() == {"rows": 2}


def test_an_address_that_nobody_knows_is_left_alone_all_the_same(session: Session, tell: Tell) -> None:
    tell(BOUNCE, "nobody-here@example.org", "someone@xn--strae-oqa.de")
    assert len(reasons(session)) == 2
    assert list_steps(session) == {}


def test_nothing_of_a_report_stays(session: Session, tell: Tell) -> None:
    tell(COMPLAINT, "unique-word@example.org")
    assert session.scalar(select(func.count()).select_from(Intake)) == 0
    assert b"unique-word" not in everything_stored_now(session)
    assert len(session.scalars(select(ReportedCall.mark)).one()) == 32


def everything_stored_now(session: Session) -> bytes:
    """As committed: the session is one savepoint."""
    session.commit()
    return everything_stored(session)


def test_a_report_that_cannot_be_opened_is_set_aside(session: Session, keyring: Keyring) -> None:
    session.add(Intake(id=new_id(), kind=IntakeKind.MAIL_REPORT, key_day=NOW.date(), sealed=b"nonsense"))
    session.flush()
    assert drain_mail_reports(session, keyring, now=NOW) == 1
    assert session.scalars(select(UnreadableIntake.kind)).one() == "mail_report"


def test_another_mailbox_of_one_person_keeps_its_updates(
    session: Session, keyring: Keyring, petition: OpenPetition, tell: Tell
) -> None:
    """A tag at a provider that promises nothing may be somebody else's: it counts once, and is not the holder."""
    reader: Signature = add_subscriber(session, keyring, petition, email="team@corp.example")
    tell(COMPLAINT, "team+other@corp.example")
    session.expire_all()
    assert reader.updates

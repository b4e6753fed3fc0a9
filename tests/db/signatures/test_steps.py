"""How many forms came how far, whatever became of each."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.mail.models import MailState, OutgoingMail, Suppression
from app.privacy.retention import remove_ended_mails
from app.signatures.steps import Steps, list_steps
from tests.db.conftest import Sign
from tests.factories import OpenPetition, confirm

NOW = utc_now()


def _end_mails(session: Session, state: MailState) -> None:
    session.execute(update(OutgoingMail).where(OutgoingMail.state == "queued").values(state=state, address_sealed=None))


def test_every_form_counts_as_posted(session: Session, keyring: Keyring, petition: OpenPetition, sign_as: Sign) -> None:
    """Also from an address that asked never to be written to, one that has signed, and a press twice: nobody learns."""
    session.add(Suppression(fingerprint=keyring.suppression("gone@example.org"), reason="asked"))
    session.flush()
    assert sign_as(email="gone@example.org") is None
    signed = sign_as(email="ada@example.org", name="Ada One")
    assert signed
    sign_as(email="ada@example.org", name="Ada One")
    confirm(session, keyring, signed)
    sign_as(email="ada@example.org", name="Ada Two")
    _end_mails(session, MailState.SENT)
    assert list_steps(session) == {petition.id: Steps(submitted=4, mailed=2, bounced=0)}


def test_a_mail_that_waits_is_not_mailed(session: Session, petition: OpenPetition, sign_as: Sign) -> None:
    sign_as()
    assert list_steps(session) == {petition.id: Steps(1, 0, 0)}


def test_a_mail_that_came_back_is_both(session: Session, petition: OpenPetition, sign_as: Sign) -> None:
    sign_as()
    _end_mails(session, MailState.FAILED)
    sign_as()
    _end_mails(session, MailState.SENT)
    assert list_steps(session) == {petition.id: Steps(2, 2, 1)}


def test_removing_the_rows_of_mails_changes_no_figure(session: Session, petition: OpenPetition, sign_as: Sign) -> None:
    for state in (MailState.SENT, MailState.SENT, MailState.CANCELLED, MailState.FAILED):
        sign_as()
        _end_mails(session, state)
    before = list_steps(session)
    assert before == {petition.id: Steps(4, 3, 1)}
    assert remove_ended_mails(session, now=NOW + timedelta(days=3)) == 3
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1
    assert list_steps(session) == before
    assert remove_ended_mails(session, now=NOW + timedelta(days=3)) == 0
    assert list_steps(session) == before

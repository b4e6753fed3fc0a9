"""What a worker makes of posted forms."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.mail.models import MailKind, MailState, OutgoingMail, Suppression
from app.signatures.drain import drain_signatures
from app.signatures.models import Intake, Signature, Submission, UnreadableIntake
from app.signatures.states import ShowName, SignatureState, SubmissionState
from app.signatures.upkeep import expire_submissions
from tests.db.conftest import Sign
from tests.factories import OpenPetition, add_petition, confirm, post, sign_form

HER = "parisa@example.org"


def _count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_form_waits_for_its_button(
    session: Session, sign_as: Sign, count_mails: Callable[[MailKind], int]
) -> None:
    submission = sign_as(email=HER)
    assert submission
    assert submission.state is SubmissionState.LIVE
    assert session.get_one(Signature, submission.signature_id).state is SignatureState.PENDING
    assert count_mails(MailKind.CONFIRM) == 1
    assert _count(session, Intake) == 0


def test_the_same_form_within_ten_minutes_sends_no_second_mail(
    sign_as: Sign, count_mails: Callable[[MailKind], int]
) -> None:
    assert sign_as(email=HER, name="Parisa Sample")
    assert sign_as(email=HER, name="Parisa Sample") is None
    assert count_mails(MailKind.CONFIRM) == 1


def test_the_same_form_after_ten_minutes_is_mailed_again(sign_as: Sign, count_mails: Callable[[MailKind], int]) -> None:
    noon = utc_now().replace(hour=12)
    assert sign_as(email=HER, name="Parisa Sample", now=noon)
    assert sign_as(email=HER, name="Parisa Sample", now=noon + timedelta(minutes=12))
    assert count_mails(MailKind.CONFIRM) == 2


def test_of_two_forms_the_pressed_one_counts_and_the_other_dies(
    session: Session, keyring: Keyring, sign_as: Sign, count_mails: Callable[[MailKind], int]
) -> None:
    hidden, shown = sign_as(email=HER, show_name=ShowName.NO), sign_as(email=HER, show_name=ShowName.FULL)
    assert hidden
    assert shown
    assert count_mails(MailKind.CONFIRM) == 2
    assert confirm(session, keyring, hidden).show_name is ShowName.NO
    assert confirm(session, keyring, shown).show_name is ShowName.NO
    assert session.get_one(Submission, shown.id).state is SubmissionState.DEAD
    assert _count(session, Signature) == 1


def test_who_signed_already_is_told_so_and_nothing_changes(
    session: Session, keyring: Keyring, sign_as: Sign, count_mails: Callable[[MailKind], int]
) -> None:
    first = sign_as(email=HER, show_name=ShowName.NO)
    assert first
    confirm(session, keyring, first)
    assert sign_as(email=HER, show_name=ShowName.FULL) is None
    assert count_mails(MailKind.ALREADY_SIGNED) == 1
    assert session.get_one(Signature, first.signature_id).show_name is ShowName.NO


def test_at_most_three_forms_wait_for_one_mailbox(session: Session, sign_as: Sign) -> None:
    made = [sign_as(email=HER, name=f"Parisa {letter}") for letter in "ABCDE"]
    assert all(made)
    waiting = session.scalars(select(Submission.id)).all()
    assert len(waiting) == 3
    assert made[-1]
    assert made[-1].id in waiting


def test_who_posts_in_somebodys_name_pushes_out_only_his_own(session: Session, sign_as: Sign) -> None:
    """Three forms from one network must not keep the holder out, nor kill the form the holder posted."""
    for number in range(3):
        assert sign_as(email=HER, name=f"Forged {number}", network="198.51.100.0/24")
    hers = sign_as(email=HER, name="Parisa Sample", network="192.0.2.0/24")
    for number in range(3, 9):
        assert sign_as(email=HER, name=f"Forged {number}", network="198.51.100.0/24")
    assert hers
    assert session.scalars(select(Submission.id).where(Submission.id == hers.id)).all() == [hers.id]
    assert _count(session, Submission) == 3


def test_a_mailbox_never_has_more_than_six_mails_ahead(
    session: Session, sign_as: Sign, count_mails: Callable[[MailKind], int]
) -> None:
    for _ in range(9):
        assert sign_as(petition=add_petition(session), email=HER)
    waiting = session.scalars(select(OutgoingMail.subject_id).where(OutgoingMail.state == MailState.QUEUED)).all()
    assert len(waiting) == 6
    assert set(waiting) == set(session.scalars(select(Submission.id)))
    assert _count(session, Signature) == 6
    assert count_mails(MailKind.CONFIRM) == 9


def test_the_newest_mail_always_has_a_place(session: Session, sign_as: Sign) -> None:
    for _ in range(6):
        sign_as(petition=add_petition(session), email=HER, network="198.51.100.0/24")
    hers = sign_as(petition=add_petition(session), email=HER, network="192.0.2.0/24")
    for _ in range(5):
        sign_as(petition=add_petition(session), email=HER, network="198.51.100.0/24")
    assert hers
    assert session.scalars(select(OutgoingMail.state).where(OutgoingMail.subject_id == hers.id)).all() == ["queued"]


def test_a_withdrawn_signature_stays_withdrawn_until_the_button(
    session: Session, keyring: Keyring, sign_as: Sign
) -> None:
    """Whoever types somebody's address changes nothing of what that person holds."""
    hers = sign_as(email=HER)
    assert hers
    signature = confirm(session, keyring, hers)
    session.execute(update(Signature).values(state=SignatureState.WITHDRAWN))
    forged = sign_as(email=HER, name="Forged")
    session.refresh(signature)
    assert (signature.state, signature.submission_id) == (SignatureState.WITHDRAWN, hers.id)
    assert forged
    expire_submissions(session, now=utc_now() + timedelta(days=8))
    session.refresh(signature)
    assert signature.state is SignatureState.WITHDRAWN


def test_the_fourth_mail_of_a_day_waits_for_the_next(session: Session, keyring: Keyring, sign_as: Sign) -> None:
    now = utc_now()
    for _ in range(4):
        assert sign_as(petition=add_petition(session), email=HER, now=now)
    times = sorted(session.scalars(select(OutgoingMail.not_before)))
    assert [time <= now for time in times] == [True, True, True, False]
    assert times[3].date() == (now + timedelta(days=1)).date()


def test_a_delayed_mail_gives_its_link_a_whole_week(session: Session, sign_as: Sign) -> None:
    for _ in range(4):
        last = sign_as(petition=add_petition(session), email=HER)
    assert last
    mail = session.scalars(select(OutgoingMail).where(OutgoingMail.subject_id == last.id)).one()
    assert last.expires_at >= mail.not_before + timedelta(days=7)


def test_who_asked_never_to_be_written_to_is_not(
    session: Session, keyring: Keyring, sign_as: Sign, count_mails: Callable[[MailKind], int]
) -> None:
    session.add(Suppression(fingerprint=keyring.suppression(HER), reason="asked"))
    assert sign_as(email="Parisa+news@Example.org") is None
    assert count_mails(MailKind.CONFIRM) == 0
    assert _count(session, Signature) == 0


@pytest.mark.parametrize("address", ["p.arisa@gmail.com", "PARISA@gmail.com", "parisa+x@googlemail.com"])
def test_spellings_of_one_mailbox_are_one_person(session: Session, sign_as: Sign, address: str) -> None:
    sign_as(email="parisa@gmail.com")
    sign_as(email=address, name="Otherwise Spelled")
    assert _count(session, Signature) == 1


def test_a_row_that_cannot_be_read_is_set_aside_and_holds_up_nobody(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    broken = post(session, public_keys, sign_form(petition))
    session.execute(update(Intake).where(Intake.id == broken.id).values(sealed=b"\0" + broken.sealed[1:]))
    post(session, public_keys, sign_form(petition))
    assert drain_signatures(session, keyring, now=utc_now()) == 2
    assert session.scalars(select(UnreadableIntake.id)).all() == [broken.id]
    assert _count(session, Submission) == 1


def test_a_wording_that_is_not_open_is_set_aside(session: Session, sign_as: Sign) -> None:
    assert sign_as(wording_id=add_petition(session).wording.id) is None
    assert session.scalars(select(UnreadableIntake.reason)).all() == ["NotFound"]


def test_a_row_written_twice_is_one_submission(
    session: Session, keyring: Keyring, public_keys: PublicKeys, petition: OpenPetition
) -> None:
    row = post(session, public_keys, sign_form(petition))
    session.add(Intake(id=row.id, kind=row.kind, key_day=row.key_day, sealed=row.sealed))
    session.flush()
    drain_signatures(session, keyring, now=utc_now())
    assert _count(session, Submission) == 1
    assert _count(session, OutgoingMail) == 1


def test_who_withdrew_may_sign_again(session: Session, keyring: Keyring, sign_as: Sign) -> None:
    first = sign_as(email=HER)
    assert first
    confirm(session, keyring, first)
    session.execute(update(Signature).values(state=SignatureState.WITHDRAWN))
    session.expire_all()
    again = sign_as(email=HER, name="Parisa Again", country="DE")
    assert again
    assert again.signature_id == first.signature_id
    signature = confirm(session, keyring, again)
    assert (signature.state, signature.country) == (SignatureState.CONFIRMED, "DE")

"""The two buttons behind a mailed link."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.mail.models import MailState, OutgoingMail, Suppression
from app.privacy.door import get_private_page
from app.signatures import door
from app.signatures.links import LinkPurpose
from app.signatures.models import Signature, Submission
from app.signatures.states import SignatureState
from app.tallies.models import TallyEvent
from tests.db.conftest import Sign
from tests.factories import confirm, token


@pytest.fixture
def submission(sign_as: Sign) -> Submission:
    """A form that waits for its button."""
    made = sign_as(email="hope@example.org", name="Hope Sample", country="FR", updates=True)
    assert made
    return made


def _count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_page_shows_what_was_typed(session: Session, keyring: Keyring, submission: Submission) -> None:
    shown = door.get_submission(session, token(keyring, submission), now=utc_now())
    assert (shown.status, shown.copy.name, shown.country, shown.updates) == ("pending", "Hope Sample", "FR", True)


def test_pressing_twice_counts_once(session: Session, keyring: Keyring, submission: Submission) -> None:
    answers = [door.confirm(session, token(keyring, submission), now=utc_now())[1] for _ in range(2)]
    assert answers == ["confirmed", "confirmed"]
    assert session.scalars(select(TallyEvent.delta)).all() == [1]


def test_a_press_keeps_the_hour_and_no_more(session: Session, keyring: Keyring, submission: Submission) -> None:
    now = utc_now().replace(minute=47)
    assert confirm(session, keyring, submission, now=now).confirmed_hour == now.replace(
        minute=0, second=0, microsecond=0
    )


def test_after_a_week_the_button_does_nothing(session: Session, keyring: Keyring, submission: Submission) -> None:
    later = utc_now() + timedelta(days=8)
    assert door.confirm(session, token(keyring, submission), now=later)[1] == "expired"
    assert session.get_one(Signature, submission.signature_id).state is SignatureState.PENDING


def test_a_flagged_form_is_held_and_says_so(session: Session, keyring: Keyring, submission: Submission) -> None:
    submission.hold_reason = "burst"
    session.flush()
    assert confirm(session, keyring, submission).state is SignatureState.HELD


def test_not_me_before_the_button_leaves_nothing(session: Session, keyring: Keyring, submission: Submission) -> None:
    door.forget(session, token(keyring, submission, LinkPurpose.NOT_ME), never_again=False, now=utc_now())
    assert (_count(session, Submission), _count(session, Signature)) == (0, 0)
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.state, mail.address_sealed) == (MailState.CANCELLED, None)


def test_not_me_after_the_button_takes_the_signature_too(
    session: Session, keyring: Keyring, submission: Submission
) -> None:
    confirm(session, keyring, submission)
    door.forget(session, token(keyring, submission, LinkPurpose.NOT_ME), never_again=False, now=utc_now())
    assert (_count(session, Submission), _count(session, Signature)) == (0, 0)
    assert sum(session.scalars(select(TallyEvent.delta))) == 0


def test_not_me_in_one_mail_leaves_what_another_confirmed(session: Session, keyring: Keyring, sign_as: Sign) -> None:
    forged, hers = sign_as(email="a@example.org", name="Forged"), sign_as(email="a@example.org", name="Hers")
    assert forged
    assert hers
    confirm(session, keyring, hers)
    door.forget(session, token(keyring, forged), never_again=False, now=utc_now())
    assert session.get_one(Signature, hers.signature_id).state is SignatureState.CONFIRMED


def test_never_again_suppresses_the_address(
    session: Session, keyring: Keyring, submission: Submission, sign_as: Sign
) -> None:
    door.forget(session, token(keyring, submission), never_again=True, now=utc_now())
    assert session.scalars(select(Suppression.fingerprint)).all() == [keyring.suppression("hope@example.org")]
    assert sign_as(email="hope@example.org", name="Hope Again") is None


@pytest.mark.parametrize("purpose", [LinkPurpose.NOT_ME, "access"])
def test_a_token_of_another_purpose_confirms_nothing(
    session: Session, keyring: Keyring, submission: Submission, purpose: str
) -> None:
    with pytest.raises(NotFound):
        door.confirm(session, keyring.token(purpose, submission.id), now=utc_now())
    assert session.get_one(Signature, submission.signature_id).state is SignatureState.PENDING


def test_a_confirm_token_opens_no_private_page(session: Session, keyring: Keyring, submission: Submission) -> None:
    with pytest.raises(NotFound):
        get_private_page(session, token(keyring, submission), now=utc_now())

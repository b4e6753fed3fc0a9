"""Many people, presses and workers at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring, PublicKeys
from app.mail.models import MailKind, OutgoingMail
from app.signatures import door
from app.signatures.drain import drain_signatures
from app.signatures.links import LinkPurpose
from app.signatures.models import Intake, Signature, Submission
from app.signatures.states import SignatureState
from app.tallies.folding import fold_tally
from app.tallies.models import PublishedTally
from tests.factories import OpenPetition, post, sign, sign_form, token

PRESSES = 50


@pytest.fixture
def submission(
    owner_session: Session, keyring: Keyring, public_keys: PublicKeys, shared_petition: OpenPetition
) -> Submission:
    """A committed form that waits for its button."""
    made = sign(owner_session, keyring, public_keys, shared_petition)
    owner_session.commit()
    assert made
    return made


def test_fifty_presses_at_once_count_once(
    engines: dict[str, Engine], owner_session: Session, keyring: Keyring, submission: Submission
) -> None:
    def press(_number: int) -> str:
        with Session(engines["public"]) as session:
            status = door.confirm(session, token(keyring, submission), now=utc_now())[1]
            session.commit()
            return status

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(press, range(PRESSES))) == {"confirmed"}
    fold_tally(owner_session, now=utc_now())
    assert owner_session.scalars(select(PublishedTally.confirmed)).all() == [1]


def test_both_buttons_at_once_leave_no_half_signature(
    engines: dict[str, Engine], owner_session: Session, keyring: Keyring, submission: Submission
) -> None:
    """Whoever says "I did not sign" waits for the other press, then takes what that one confirmed."""
    confirm_token, not_me_token = token(keyring, submission), token(keyring, submission, LinkPurpose.NOT_ME)

    def deny() -> None:
        with Session(engines["public"]) as session:
            door.forget(session, not_me_token, never_again=False, now=utc_now())
            session.commit()

    with ThreadPoolExecutor(1) as pool, Session(engines["public"]) as session:
        door.confirm(session, confirm_token, now=utc_now())
        denied = pool.submit(deny)
        _await_a_waiting_lock(owner_session)
        session.commit()
        denied.result(timeout=10)
    assert owner_session.scalar(select(func.count()).select_from(Signature)) == 0


def _await_a_waiting_lock(session: Session) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        if session.scalar(waiting):
            return
        session.rollback()
        session.execute(text("SELECT pg_sleep(0.01)"))
    raise AssertionError("nobody waited")


def test_twenty_posts_of_one_address_drained_at_once_are_one_signature(
    engines: dict[str, Engine],
    owner_session: Session,
    keyring: Keyring,
    public_keys: PublicKeys,
    shared_petition: OpenPetition,
) -> None:
    for number in range(20):
        post(owner_session, public_keys, sign_form(shared_petition, email="one@example.org", name=f"Name {number}"))
        owner_session.commit()

    def drain(_number: int) -> int:
        with Session(engines["worker"]) as session:
            taken = drain_signatures(session, keyring, now=utc_now())
            session.commit()
            return taken

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(drain, range(20))) == 20
    assert owner_session.scalar(select(func.count()).select_from(Intake)) == 0
    assert owner_session.scalars(select(Signature.state)).all() == [SignatureState.PENDING]
    assert owner_session.scalar(select(func.count()).select_from(Submission)) <= 3
    assert set(owner_session.scalars(select(OutgoingMail.kind))) == {MailKind.CONFIRM}

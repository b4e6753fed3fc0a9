"""What becomes of addresses, names and old forms without anybody asking."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring
from app.signatures import door
from app.signatures.models import PublishedSupporter, Signature, Submission
from app.signatures.states import ShowName, SignatureState
from app.signatures.upkeep import expire_submissions, publish_names, settle_addresses
from tests.db.conftest import Sign
from tests.factories import confirm, token


@pytest.mark.parametrize("updates", [True, False])
def test_one_run_empties_addresses_and_keeps_only_what_was_asked_for(
    session: Session, keyring: Keyring, sign_as: Sign, updates: bool
) -> None:
    submission = sign_as(email="Kept@example.org", updates=updates)
    assert submission
    confirm(session, keyring, submission)
    assert settle_addresses(session, keyring) == 1
    session.expire_all()
    assert (submission.address_sealed, submission.prefix_trace) == (None, None)
    signature = session.get_one(Signature, submission.signature_id)
    assert signature.address_key == ("updates" if updates else None)
    if updates:
        assert keyring.open_address(signature.address_sealed, key="updates", row=signature.id) == "Kept@example.org"


def test_the_address_of_an_overtaken_form_is_never_kept(session: Session, keyring: Keyring, sign_as: Sign) -> None:
    forged, hers = sign_as(email="x@example.org", updates=True), sign_as(email="x@example.org", updates=False)
    assert forged
    assert hers
    confirm(session, keyring, hers)
    assert settle_addresses(session, keyring) == 2
    session.expire_all()
    assert session.get_one(Signature, hers.signature_id).address_sealed is None


def test_what_waits_for_its_button_keeps_its_address(session: Session, keyring: Keyring, sign_as: Sign) -> None:
    submission = sign_as()
    assert submission
    assert settle_addresses(session, keyring) == 0
    assert submission.address_sealed


def test_a_form_ends_after_its_week_but_not_me_still_works(session: Session, keyring: Keyring, sign_as: Sign) -> None:
    submission = sign_as()
    assert submission
    later = utc_now() + timedelta(days=8)
    assert expire_submissions(session, now=later) == 1
    session.expire_all()
    assert session.get_one(Signature, submission.signature_id).state is SignatureState.EXPIRED
    assert (submission.name_sealed, submission.address_sealed) == (None, None)
    door.forget(session, token(keyring, submission), never_again=True, now=later)
    assert session.scalars(select(Submission)).all() == []


@pytest.mark.parametrize(
    ("show_name", "shown"),
    [(ShowName.NO, []), (ShowName.INITIALS, ["M. S."]), (ShowName.FULL, ["Mina Sample"])],
)
def test_a_name_is_shown_as_its_owner_chose(
    session: Session, keyring: Keyring, sign_as: Sign, show_name: ShowName, shown: list[str]
) -> None:
    submission = sign_as(name="Mina Sample", show_name=show_name)
    assert submission
    confirm(session, keyring, submission)
    publish_names(session, keyring)
    publish_names(session, keyring)
    session.flush()
    assert session.scalars(select(PublishedSupporter.shown_as)).all() == shown


def test_the_key_of_an_address_is_the_key_of_its_day(sign_as: Sign) -> None:
    submission = sign_as()
    assert submission
    assert submission.address_key == f"address-{day_of(utc_now())}"

"""The private page: asked for by mail, opened by its link alone, gone after a day."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring, PublicKeys
from app.core.errors import NotFound
from app.core.ids import new_id
from app.mail.models import OutgoingMail, Suppression
from app.privacy import door
from app.privacy.models import PrivatePage
from app.privacy.pages import drain_access_requests, remove_old_pages
from app.signatures.envelope import AccessForm
from app.signatures.models import Signature
from app.signatures.states import ShowName, SignatureState
from app.tallies.models import TallyEvent
from tests.db.conftest import Sign
from tests.factories import confirm, post

HERS = "leila@example.org"


@pytest.fixture
def signature(session: Session, keyring: Keyring, sign_as: Sign) -> Signature:
    """Leila's confirmed signature."""
    submission = sign_as(email=HERS, name="Leila Sample", comment="Let her go.")
    assert submission
    return confirm(session, keyring, submission)


@pytest.fixture
def link(session: Session, keyring: Keyring, public_keys: PublicKeys, signature: Signature) -> str:
    """The token of the link that was mailed to her."""
    return _ask(session, keyring, public_keys, HERS)


def _ask(session: Session, keyring: Keyring, public_keys: PublicKeys, email: str) -> str:
    asked = post(session, public_keys, AccessForm(email=email, language="en"))
    drain_access_requests(session, keyring, now=utc_now())
    return keyring.access_token(asked.id, day=day_of(utc_now()))


def test_it_shows_what_is_held(session: Session, link: str, signature: Signature) -> None:
    page = door.get_private_page(session, link, now=utc_now())
    assert page.email == HERS
    assert [(each.id, each.name, each.comment) for each in page.signatures] == [
        (signature.id, "Leila Sample", "Let her go.")
    ]


def test_a_stranger_is_mailed_too_and_sees_nothing(
    session: Session, keyring: Keyring, public_keys: PublicKeys, signature: Signature
) -> None:
    link = _ask(session, keyring, public_keys, "stranger@example.org")
    assert door.get_private_page(session, link, now=utc_now()).signatures == []
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 2


def test_after_a_day_it_is_gone(session: Session, link: str) -> None:
    tomorrow = utc_now() + timedelta(hours=25)
    with pytest.raises(NotFound):
        door.get_private_page(session, link, now=tomorrow)
    assert remove_old_pages(session, now=tomorrow) == 1
    assert session.scalar(select(func.count()).select_from(PrivatePage)) == 0


def test_changing_starts_updates_and_stops_them(
    session: Session, keyring: Keyring, link: str, signature: Signature
) -> None:
    for wanted in (True, False):
        door.change_signature(session, link, signature.id, show_name=ShowName.INITIALS, updates=wanted, now=utc_now())
        session.refresh(signature)
        assert (signature.updates, signature.address_sealed is not None) == (wanted, wanted)
        assert (signature.show_name, signature.publish_name) == (ShowName.INITIALS, True)


def test_withdrawing_empties_and_stops_counting(session: Session, link: str, signature: Signature) -> None:
    door.withdraw_signature(session, link, signature.id, now=utc_now())
    session.refresh(signature)
    assert (signature.state, signature.name_sealed, signature.comment_sealed) == (SignatureState.WITHDRAWN, None, None)
    assert sum(session.scalars(select(TallyEvent.delta))) == 0


def test_what_was_withdrawn_takes_no_address_again(session: Session, link: str, signature: Signature) -> None:
    door.withdraw_signature(session, link, signature.id, now=utc_now())
    with pytest.raises(NotFound):
        door.change_signature(session, link, signature.id, show_name=ShowName.FULL, updates=True, now=utc_now())
    session.refresh(signature)
    assert (signature.updates, signature.address_sealed) == (False, None)


def test_erasing_leaves_nothing_and_can_mean_never_again(
    session: Session, keyring: Keyring, link: str, signature: Signature
) -> None:
    door.erase_signature(session, link, signature.id, never_again=True, now=utc_now())
    assert session.scalar(select(func.count()).select_from(Signature)) == 0
    assert session.scalars(select(Suppression.fingerprint)).all() == [keyring.suppression(HERS)]


def test_a_link_acts_on_its_own_signatures_only(session: Session, link: str, sign_as: Sign, keyring: Keyring) -> None:
    other = sign_as(email="other@example.org")
    assert other
    confirm(session, keyring, other)
    for foreign in (other.signature_id, new_id()):
        with pytest.raises(NotFound):
            door.withdraw_signature(session, link, foreign, now=utc_now())
    assert session.get_one(Signature, other.signature_id).state is SignatureState.CONFIRMED

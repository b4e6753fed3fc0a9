"""The link in an update: it stops them for good, and does nothing else, to nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.core.sealing import token_hash
from app.privacy import door
from app.privacy.pages import drain_access_requests
from app.signatures.envelope import AccessForm
from app.signatures.models import Signature
from app.signatures.states import ShowName, SignatureState
from app.signatures.upkeep import settle_addresses
from app.updates.links import UNSUBSCRIBE, get_subscription, link_id, stop_updates
from app.updates.models import UnsubscribeLink
from tests.db.conftest import Sign
from tests.factories import OpenPetition, add_unsubscribe_link, confirm, post

HERS = "leila@example.org"


@pytest.fixture
def hers(session: Session, keyring: Keyring, sign_as: Sign) -> Signature:
    """A signature whose holder asked for updates, through the whole chain."""
    submission = sign_as(email=HERS, updates=True)
    assert submission
    signature = confirm(session, keyring, submission)
    settle_addresses(session, keyring)
    session.expire_all()
    return signature


@pytest.fixture
def link(session: Session, keyring: Keyring, hers: Signature) -> str:
    """The token that her updates carry."""
    assert hers.holder
    token = keyring.token(UNSUBSCRIBE, link_id(hers.id, hers.holder))
    made = UnsubscribeLink(token_hash=token_hash(token, UNSUBSCRIBE), signature_id=hers.id, holder=hers.holder)
    session.add(made)
    session.flush()
    return token


def private_page(session: Session, keyring: Keyring, public_keys: object) -> str:
    asked = post(session, public_keys, AccessForm(email=HERS, language="en"))  # type: ignore[arg-type]
    drain_access_requests(session, keyring, now=utc_now())
    return keyring.access_token(asked.id, day=day_of(utc_now()))


def test_who_asked_has_her_address_kept_under_the_key_for_updates(keyring: Keyring, hers: Signature) -> None:
    assert hers.address_sealed
    assert keyring.open_address(hers.address_sealed, key="updates", row=hers.id) == HERS
    assert (hers.updates, hers.address_key) == (True, "updates")


def test_one_press_stops_them_and_deletes_the_address(session: Session, hers: Signature, link: str) -> None:
    assert get_subscription(session, link).is_wanted
    assert not stop_updates(session, link).is_wanted
    session.refresh(hers)
    assert (hers.updates, hers.address_sealed, hers.address_key) == (False, None, None)
    assert (hers.state, hers.name_sealed is None) == (SignatureState.CONFIRMED, False)


def test_pressing_twice_is_harmless_and_looking_changes_nothing(session: Session, hers: Signature, link: str) -> None:
    assert [get_subscription(session, link).is_wanted for _ in range(2)] == [True, True]
    assert [stop_updates(session, link).is_wanted for _ in range(2)] == [False, False]


def test_it_stops_them_for_nobody_else(
    session: Session, keyring: Keyring, petition: OpenPetition, hers: Signature, link: str
) -> None:
    other = add_unsubscribe_link(session, keyring, petition)
    stop_updates(session, link)
    assert get_subscription(session, other).is_wanted


def test_what_was_never_mailed_stops_nothing(session: Session, hers: Signature, link: str) -> None:
    for act in (get_subscription, stop_updates):
        with pytest.raises(NotFound):
            act(session, "0" * 32)
    session.refresh(hers)
    assert hers.updates


@pytest.mark.parametrize("act", ["change", "withdraw", "erase"])
def test_whoever_stops_withdraws_or_erases_leaves_no_address(
    session: Session, keyring: Keyring, public_keys: object, hers: Signature, link: str, act: str
) -> None:
    page, now = private_page(session, keyring, public_keys), utc_now()
    if act == "change":
        door.change_signature(session, page, hers.id, show_name=ShowName.NO, updates=False, now=now)
    elif act == "withdraw":
        door.withdraw_signature(session, page, hers.id, now=now)
    else:
        door.erase_signature(session, page, hers.id, never_again=False, now=now)
    session.expire_all()
    kept = session.execute(select(Signature.updates, Signature.address_sealed, Signature.address_key)).all()
    assert all(tuple(row) == (False, None, None) for row in kept)


def test_after_erasing_the_link_leads_nowhere(
    session: Session, keyring: Keyring, public_keys: object, hers: Signature, link: str
) -> None:
    page = private_page(session, keyring, public_keys)
    door.erase_signature(session, page, hers.id, never_again=False, now=utc_now())
    with pytest.raises(NotFound):
        get_subscription(session, link)


def test_who_asks_again_is_stopped_by_the_same_link(
    session: Session, keyring: Keyring, public_keys: object, hers: Signature, link: str
) -> None:
    stop_updates(session, link)
    page = private_page(session, keyring, public_keys)
    later = utc_now() + timedelta(minutes=1)
    door.change_signature(session, page, hers.id, show_name=ShowName.NO, updates=True, now=later)
    assert get_subscription(session, link).is_wanted
    session.refresh(hers)
    assert keyring.open_address(hers.address_sealed or b"", key="updates", row=hers.id) == HERS


def test_a_link_of_an_earlier_holder_stops_nothing(session: Session, hers: Signature, link: str) -> None:
    """Another mailbox of the same person took over, and asked for updates of its own."""
    hers.holder = b"another mailbox"
    session.flush()
    assert not get_subscription(session, link).is_wanted
    stop_updates(session, link)
    session.refresh(hers)
    assert hers.updates

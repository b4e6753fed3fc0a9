"""Corrections: row numbers and counts, signed and appended; a compiled delivery stays as it is."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.signing import is_signed_by
from app.deliveries.compiling import Compiler
from app.deliveries.correcting import NONE_BEFORE, append_corrections, list_corrections
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery, DeliveryCorrection, DeliverySignature
from app.deliveries.publishing import publish_deliveries
from app.deliveries.queries import list_recorded
from app.deliveries.states import DeliveryState
from app.signatures.models import Signature
from app.signatures.states import SignatureState
from tests.db.deliveries.conftest import Ask
from tests.factories.deliveries import APPROVER

NAMES = Profile.NAMES_AND_COUNTRIES


@pytest.fixture
def delivered(owner_session: Session, compiler: Compiler, ask: Ask, age_identity) -> Delivery:
    """A delivery of three names, approved."""
    delivery_id = ask(NAMES, age_recipients=[str(age_identity.to_public())]).id
    compiler.compile_next()
    delivery = owner_session.get_one(Delivery, delivery_id)
    approve(owner_session, delivery)
    return delivery


def approve(session: Session, delivery: Delivery) -> None:
    delivery.state = DeliveryState.APPROVED
    delivery.approved_by, delivery.approved_at = APPROVER, utc_now()
    delivery.approved_manifest = delivery.manifest_sha256
    session.commit()


def row_of(session: Session, delivery: Delivery, number: int) -> Signature:
    query = (
        select(Signature)
        .join(DeliverySignature, DeliverySignature.signature_id == Signature.id)
        .where(DeliverySignature.delivery_id == delivery.id, DeliverySignature.row == number)
    )
    return session.scalars(query).one()


def append(session: Session, keyring: Keyring, *, days: int = 0) -> int:
    count = append_corrections(session, keyring.delivery_key(), now=utc_now() + timedelta(days=days))
    session.commit()
    return count


def told(session: Session, delivery: Delivery) -> list[tuple[int, int, list[int]]]:
    return [(each.number, each.standing, each.rows) for each in list_corrections(session, delivery.id)]


def test_nothing_to_strike_is_no_correction(owner_session: Session, delivered: Delivery, keyring: Keyring) -> None:
    assert append(owner_session, keyring) == 0


def test_whoever_withdraws_later_is_struck_by_row_and_nothing_compiled_changes(
    owner_session: Session, delivered: Delivery, keyring: Keyring
) -> None:
    before = (delivered.manifest_sha256, delivered.pack_sha256, delivered.figures)
    row_of(owner_session, delivered, 2).state = SignatureState.WITHDRAWN
    owner_session.commit()
    assert append(owner_session, keyring) == 1
    assert told(owner_session, delivered) == [(1, 11, [2])]
    owner_session.refresh(delivered)
    assert (delivered.manifest_sha256, delivered.pack_sha256, delivered.figures) == before


def test_who_erases_is_struck_as_well_and_a_day_is_told_at_once(
    owner_session: Session, delivered: Delivery, keyring: Keyring
) -> None:
    row_of(owner_session, delivered, 1).state = SignatureState.WITHDRAWN
    owner_session.commit()
    append(owner_session, keyring)
    erased = row_of(owner_session, delivered, 3).id
    owner_session.execute(delete(Signature).where(Signature.id == erased))
    owner_session.commit()
    assert append(owner_session, keyring) == 0, "one a day"
    assert append(owner_session, keyring, days=1) == 1
    assert told(owner_session, delivered) == [(1, 11, [1]), (2, 10, [3])]


def test_signing_again_strikes_nothing_anew_and_brings_nothing_back(
    owner_session: Session, delivered: Delivery, keyring: Keyring
) -> None:
    signature = row_of(owner_session, delivered, 2)
    signature.state = SignatureState.WITHDRAWN
    owner_session.commit()
    append(owner_session, keyring)
    for state in (SignatureState.PENDING, SignatureState.CONFIRMED):
        owner_session.execute(update(Signature).where(Signature.id == signature.id).values(state=state))
    owner_session.commit()
    assert append(owner_session, keyring, days=1) == 0
    assert told(owner_session, delivered) == [(1, 11, [2])]


def test_a_delivery_of_numbers_is_corrected_by_its_count(
    owner_session: Session, compiler: Compiler, ask: Ask, keyring: Keyring
) -> None:
    delivery_id = ask(Profile.NUMBERS_ONLY).id
    compiler.compile_next()
    delivery = owner_session.get_one(Delivery, delivery_id)
    owner_session.scalars(
        select(Signature).where(Signature.state == SignatureState.CONFIRMED)
    ).first().state = SignatureState.WITHDRAWN
    owner_session.commit()
    assert append(owner_session, keyring) == 0, "what was not approved can be compiled anew"
    approve(owner_session, delivery)
    assert append(owner_session, keyring) == 1
    assert told(owner_session, delivery) == [(1, 11, [])]


def test_each_is_signed_names_nobody_and_follows_the_one_before(
    owner_session: Session, delivered: Delivery, keyring: Keyring
) -> None:
    for day, number in enumerate((1, 2)):
        row_of(owner_session, delivered, number).state = SignatureState.WITHDRAWN
        owner_session.commit()
        append(owner_session, keyring, days=day)
    first, second = list_corrections(owner_session, delivered.id)
    key = keyring.delivery_key().public_key()
    assert all(is_signed_by(key, signed=each.content, signature=each.signature) for each in (first, second))
    documents = [msgspec.json.decode(each.content) for each in (first, second)]
    assert [each["previous"] for each in documents] == [NONE_BEFORE, first.sha256.hex()]
    assert documents[1]["manifest_sha256"] == (delivered.manifest_sha256 or b"").hex()
    assert "مریم" not in second.content.decode()
    assert {type(row) for row in documents[1]["rows"]} == {int}


@pytest.mark.parametrize("change", [update(DeliveryCorrection).values(standing=0), delete(DeliveryCorrection)])
def test_none_is_changed(owner_session: Session, delivered: Delivery, keyring: Keyring, change) -> None:
    row_of(owner_session, delivered, 1).state = SignatureState.WITHDRAWN
    owner_session.commit()
    append(owner_session, keyring)
    with pytest.raises(IntegrityError, match="only added to"):
        owner_session.execute(change)
    owner_session.rollback()


def test_everybody_may_read_it(owner_session: Session, delivered: Delivery, keyring: Keyring) -> None:
    row_of(owner_session, delivered, 2).state = SignatureState.WITHDRAWN
    owner_session.commit()
    append(owner_session, keyring)
    publish_deliveries(owner_session)
    owner_session.expire_all()
    (correction,) = list_recorded(owner_session)[delivered.id].corrections
    assert (correction.standing, correction.rows) == (11, [2])
    assert correction.sha256 == list_corrections(owner_session, delivered.id)[0].sha256.hex()

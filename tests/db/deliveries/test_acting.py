"""Approving exactly what was compiled, by a second person; cancelling; taking the pack away."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import utc_now
from app.core.errors import NotFound
from app.core.ids import new_id
from app.deliveries.acting import approve, cancel, compile_again, get_delivery, take_pack
from app.deliveries.compiling import Compiler
from app.deliveries.errors import AnotherPack, ApprovedByAsker, NotAllowedNow, PackGone
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery
from app.deliveries.states import KNOWN, DeliveryState
from app.deliveries.upkeep import remove_cancelled
from tests.db.deliveries.conftest import Ask
from tests.factories import OpenPetition
from tests.factories.deliveries import APPROVER, ASKER, add_delivery

D = DeliveryState


def _digest(delivery: Delivery) -> str:
    return (delivery.manifest_sha256 or b"").hex()


def test_a_second_person_approves_exactly_this_pack(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition)
    approve(session, delivery, manifest_sha256=_digest(delivery), actor=APPROVER, now=utc_now())
    assert (delivery.state, delivery.approved_by) == (D.APPROVED, APPROVER)
    assert delivery.approved_manifest == delivery.manifest_sha256
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    assert (entry.action, entry.details) == ("delivery.approved", {"manifest_sha256": _digest(delivery)})


def test_who_asked_does_not_approve(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition)
    with pytest.raises(ApprovedByAsker):
        approve(session, delivery, manifest_sha256=_digest(delivery), actor=ASKER, now=utc_now())
    assert delivery.state is D.COMPILED


@pytest.mark.parametrize("digest", ["", "00" * 32, "nonsense"])
def test_another_pack_than_the_one_that_was_read_is_not_approved(
    session: Session, petition: OpenPetition, digest: str
) -> None:
    delivery = add_delivery(session, petition)
    with pytest.raises(AnotherPack):
        approve(session, delivery, manifest_sha256=digest, actor=APPROVER, now=utc_now())


@pytest.mark.parametrize("state", [D.APPROVED, D.HANDED_OVER, D.CANCELLED])
def test_only_what_waits_is_approved(session: Session, petition: OpenPetition, state: DeliveryState) -> None:
    delivery = add_delivery(session, petition, state=state, manifest_sha256=b"m" * 32, approved_manifest=(
        b"m" * 32 if state in KNOWN else None
    ))  # fmt: skip
    with pytest.raises(NotAllowedNow):
        approve(session, delivery, manifest_sha256=_digest(delivery), actor=APPROVER, now=utc_now())


@pytest.mark.parametrize("state", [D.REQUESTED, D.COMPILING, D.FAILED, D.COMPILED, D.APPROVED])
def test_what_was_not_handed_over_is_cancelled(session: Session, petition: OpenPetition, state: DeliveryState) -> None:
    delivery = add_delivery(session, petition, state=state)
    cancel(session, delivery, actor=APPROVER, now=utc_now())
    assert delivery.state is D.CANCELLED


@pytest.mark.parametrize("state", [D.HANDED_OVER, D.ANSWERED, D.CANCELLED])
def test_what_was_handed_over_is_not(session: Session, petition: OpenPetition, state: DeliveryState) -> None:
    with pytest.raises(NotAllowedNow):
        cancel(session, add_delivery(session, petition, state=state), actor=APPROVER, now=utc_now())


def test_there_is_no_other_delivery(session: Session) -> None:
    with pytest.raises(NotFound):
        get_delivery(session, new_id())


def test_what_failed_is_compiled_again_from_a_set_fixed_anew(owner_session: Session, compiler: Compiler, ask: Ask):
    delivery = ask(Profile.NUMBERS_ONLY)
    row = owner_session.get_one(Delivery, delivery.id)
    row.state, row.failure = D.FAILED, "TypesettingFailed"
    owner_session.commit()
    compile_again(owner_session, row, actor=ASKER, now=utc_now())
    owner_session.commit()
    assert compiler.compile_next() == delivery.id
    owner_session.refresh(row)
    assert row.state is D.COMPILED
    assert compiler.compile_next() is None


def test_a_pack_is_given_as_it_was_compiled_and_who_took_it_stands_in_the_audit(
    owner_session: Session, compiler: Compiler, ask: Ask, tmp_path: Path
) -> None:
    delivery_id = ask(Profile.NUMBERS_ONLY).id
    with pytest.raises(NotAllowedNow):
        take_pack(owner_session, get_delivery(owner_session, delivery_id), var=tmp_path, actor=ASKER, now=utc_now())
    compiler.compile_next()
    owner_session.expire_all()
    delivery = get_delivery(owner_session, delivery_id)
    path = take_pack(owner_session, delivery, var=tmp_path, actor=ASKER, now=utc_now())
    assert path.name == f"vigil-delivery-{delivery_id}.zip"
    assert "delivery.taken" in owner_session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize("fate", ["changed", "gone"])
def test_a_file_that_is_not_the_pack_is_not_given(
    owner_session: Session, compiler: Compiler, ask: Ask, tmp_path: Path, fate: str
) -> None:
    delivery_id = ask(Profile.NUMBERS_ONLY).id
    compiler.compile_next()
    delivery = get_delivery(owner_session, delivery_id)
    path = tmp_path / "deliveries" / str(delivery.pack_name)
    if fate == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"confirmed", b"c0nfirmed", 1))
    with pytest.raises(PackGone):
        take_pack(owner_session, delivery, var=tmp_path, actor=ASKER, now=utc_now())


def test_the_packs_of_cancelled_deliveries_go_and_no_others(session: Session, petition: OpenPetition, tmp_path: Path):
    folder = tmp_path / "deliveries"
    folder.mkdir()
    made = {state: add_delivery(session, petition, state=state) for state in (D.COMPILED, D.CANCELLED)}
    for delivery in made.values():
        (folder / f"vigil-delivery-{delivery.id}.zip").touch()
    (folder / f"vigil-delivery-{made[D.CANCELLED].id}.zip.age").touch()
    assert remove_cancelled(session, tmp_path) == 2
    assert [path.name for path in folder.iterdir()] == [f"vigil-delivery-{made[D.COMPILED].id}.zip"]

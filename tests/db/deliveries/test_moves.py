"""The moves of states.py and of the database are the same ones; what was compiled and approved stays as it was."""

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.deliveries.facts import Profile
from app.deliveries.models import Delivery, DeliveryEntry
from app.deliveries.states import HAS_PACK, KNOWN, MOVES, DeliveryState, EntryKind, Manner
from tests.factories import OpenPetition
from tests.factories.deliveries import APPROVER, ASKER, add_delivery

DIGEST = b"m" * 32


def _values_of(after: DeliveryState, delivery: Delivery) -> dict[str, Any]:
    """What must be there besides the state, so that the move alone is judged."""
    values: dict[str, Any] = {"state": after}
    if delivery.manifest_sha256 is None and after in HAS_PACK:
        values["manifest_sha256"] = DIGEST
    if delivery.approved_by is None and after in KNOWN:
        manifest = delivery.manifest_sha256 or DIGEST
        values |= {"approved_by": APPROVER, "approved_at": utc_now(), "approved_manifest": manifest}
    return values


@pytest.mark.parametrize("pair", list(permutations(DeliveryState, 2)), ids=lambda pair: "-".join(pair))
def test_the_database_allows_exactly_the_moves(
    session: Session, petition: OpenPetition, pair: tuple[DeliveryState, DeliveryState]
) -> None:
    before, after = pair
    delivery = add_delivery(session, petition, state=before)
    move = update(Delivery).where(Delivery.id == delivery.id).values(_values_of(after, delivery))
    if pair in MOVES:
        session.execute(move)
    else:
        with pytest.raises(IntegrityError, match="does not move"):
            session.execute(move)


@pytest.mark.parametrize(
    "change",
    [
        {"manifest_sha256": DIGEST},
        {"pack_sha256": DIGEST},
        {"pack_name": "another.zip"},
        {"figures": {"confirmed": 1_000_000}},
        {"cut_off": utc_now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_compiled_delivery_is_never_altered(session: Session, petition: OpenPetition, change: dict[str, Any]) -> None:
    delivery = add_delivery(session, petition)
    with pytest.raises(IntegrityError, match="never altered"):
        session.execute(update(Delivery).where(Delivery.id == delivery.id).values(change))


@pytest.mark.parametrize("column", ["requested_by", "language", "age_recipients"])
def test_what_was_asked_for_stays(session: Session, petition: OpenPetition, column: str) -> None:
    delivery = add_delivery(session, petition, state=DeliveryState.REQUESTED)
    value: Any = ["age1other"] if column == "age_recipients" else "other"
    with pytest.raises(IntegrityError, match="as it was asked for"):
        session.execute(update(Delivery).where(Delivery.id == delivery.id).values({column: value}))


def test_who_asked_does_not_approve(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(IntegrityError, match="approved_by_another"):
        add_delivery(session, petition, state=DeliveryState.APPROVED, approved_by=ASKER)


@pytest.mark.parametrize("missing", ["approved_by", "approved_at", "approved_manifest"])
def test_nothing_leaves_without_a_whole_approval(session: Session, petition: OpenPetition, missing: str) -> None:
    with pytest.raises(IntegrityError, match="approved_as_compiled"):
        add_delivery(session, petition, state=DeliveryState.APPROVED, **{missing: None})


def test_an_approval_is_of_the_manifest_that_is_there(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(IntegrityError, match="approved_as_compiled"):
        add_delivery(session, petition, state=DeliveryState.APPROVED, approved_manifest=DIGEST)


@pytest.mark.parametrize("takes_names", [True, False, None])
def test_names_for_the_persecuting_state_are_refused_by_the_database(
    session: Session, petition: OpenPetition, takes_names: bool | None
) -> None:
    """Whatever is claimed of the recipient: the foreign key knows better."""
    with pytest.raises(IntegrityError, match=r"names_only_to_who_takes_them|fk_delivery_takes_names"):
        add_delivery(
            session, petition, profile=Profile.NAMES_AND_COUNTRIES, takes_names=takes_names, age_recipients=["age1x"]
        )


def test_names_without_a_key_are_refused_by_the_database(session: Session, petition: OpenPetition) -> None:
    with pytest.raises(IntegrityError, match="names_are_sealed"):
        add_delivery(
            session, petition, profile=Profile.NAMES_AND_COUNTRIES, takes_names=True,
            recipient_id=petition.rapporteur.id,
        )  # fmt: skip


def test_a_recipient_that_was_handed_names_cannot_be_marked_persecuting_behind_their_back(
    session: Session, petition: OpenPetition
) -> None:
    add_delivery(
        session, petition, profile=Profile.NAMES_AND_COUNTRIES, takes_names=True, age_recipients=["age1x"],
        recipient_id=petition.rapporteur.id,
    )  # fmt: skip
    petition.rapporteur.takes_names, petition.rapporteur.is_persecuting = False, True
    with pytest.raises(IntegrityError, match="takes_names"):
        session.flush()


def add_entry(session: Session, delivery: Delivery, kind: EntryKind = EntryKind.NOTE) -> DeliveryEntry:
    entry = DeliveryEntry(
        delivery_id=delivery.id, kind=kind, day=day_of(utc_now()), place="", by_whom="", words="Words.",
        manner=Manner.POST if kind is EntryKind.HANDED_OVER else None, recorded_by=ASKER, recorded_at=utc_now(),
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry


@pytest.mark.parametrize("change", ["UPDATE vigil.delivery_entry SET words = 'Others'", "DELETE"])
def test_the_register_is_only_added_to(session: Session, petition: OpenPetition, change: str) -> None:
    add_entry(session, add_delivery(session, petition, state=DeliveryState.HANDED_OVER))
    with pytest.raises(IntegrityError, match="only added to"):
        session.execute(delete(DeliveryEntry) if change == "DELETE" else text(change))


def test_a_hand_over_is_entered_once_and_notes_as_often_as_needed(session: Session, petition: OpenPetition) -> None:
    delivery = add_delivery(session, petition, state=DeliveryState.HANDED_OVER)
    add_entry(session, delivery)
    add_entry(session, delivery)
    add_entry(session, delivery, EntryKind.HANDED_OVER)
    with pytest.raises(IntegrityError, match="uq_delivery_entry_once"):
        add_entry(session, delivery, EntryKind.HANDED_OVER)

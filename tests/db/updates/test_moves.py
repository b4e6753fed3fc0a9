"""What the database refuses, whoever asks: unknown moves, changed words, approvals that are none."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.ids import new_id
from app.updates.models import Update, UpdateRecipient
from app.updates.states import MOVES, UpdateState
from tests.factories import OpenPetition

NOW = utc_now()
APPROVED: dict[str, Any] = {"approver_id": new_id(), "approved_at": NOW, "held_until": NOW + timedelta(minutes=30)}


def add(session: Session, petition: OpenPetition, state: UpdateState, **values: Any) -> Update:
    is_ended = state in (UpdateState.SENT, UpdateState.CANCELLED)
    columns: dict[str, Any] = {
        "organisation_id": petition.campaign.organisation_id, "campaign_id": petition.campaign.id, "number": 1,
        "subject": {"en": "s"}, "body": {"en": "b"}, "author_id": new_id(), "changed_at": NOW, "state": state,
        "started_at": NOW, "ended_at": NOW if is_ended else None, **APPROVED,
    }  # fmt: skip
    made = Update(**{**columns, **values})
    session.add(made)
    session.flush()
    return made


@pytest.mark.parametrize("pair", list(permutations(UpdateState, 2)), ids=lambda pair: "-".join(pair))
def test_the_database_allows_exactly_the_moves(
    session: Session, petition: OpenPetition, pair: tuple[UpdateState, UpdateState]
) -> None:
    before, after = pair
    made = add(session, petition, before)
    ended_at = NOW if after in (UpdateState.SENT, UpdateState.CANCELLED) else None
    move = update(Update).where(Update.id == made.id).values(state=after, ended_at=ended_at)
    if pair in MOVES:
        session.execute(move)
    else:
        with pytest.raises(IntegrityError, match="does not move"):
            session.execute(move)


@pytest.mark.parametrize("values", [{"subject": {"en": "other"}}, {"body": {"en": "other"}}, {"is_mailed": False}])
@pytest.mark.parametrize("state", [state for state in UpdateState if state is not UpdateState.DRAFT])
def test_only_a_draft_is_changed(
    session: Session, petition: OpenPetition, state: UpdateState, values: dict[str, Any]
) -> None:
    made = add(session, petition, state)
    with pytest.raises(IntegrityError, match="only a draft"):
        session.execute(update(Update).where(Update.id == made.id).values(values))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"author_id": APPROVED["approver_id"]}, "approved_by_another"),
        ({"held_until": NOW + timedelta(minutes=29)}, "held_long_enough"),
        ({"approver_id": None}, "approved_before_it_goes"),
        ({"started_at": None}, "started_at_a_time"),
        ({"ended_at": NOW}, "ended_at_a_time"),
    ],
)
def test_a_sending_that_was_not_approved_cannot_be_written(
    session: Session, petition: OpenPetition, values: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        add(session, petition, UpdateState.SENDING, **values)


def test_nobody_has_two_places_in_a_list(session: Session, petition: OpenPetition, subscribed: Any) -> None:
    made, signature = add(session, petition, UpdateState.SENDING), subscribed()
    place = insert(UpdateRecipient).values(update_id=made.id, signature_id=signature.id)
    session.execute(place.values(number=1))
    with pytest.raises(IntegrityError, match="uq_update_recipient"):
        session.execute(place.values(number=2))

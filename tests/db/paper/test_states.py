"""The moves of states.py and of the database are the same ones, and nobody but a worker counts."""

from itertools import permutations

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.paper.batches import PaperBatch
from app.paper.states import MOVES, BatchState
from tests.factories import OpenPetition, add_petition
from tests.factories.paper import begin_batch

_SEE = text("SELECT set_config('vigil.organisation', :id, true)")


@pytest.mark.parametrize("pair", list(permutations(BatchState, 2)), ids=lambda pair: "-".join(pair))
def test_the_database_allows_exactly_the_moves(
    session: Session, petition: OpenPetition, pair: tuple[BatchState, BatchState]
) -> None:
    before, after = pair
    batch = begin_batch(session, petition)
    session.execute(text("ALTER TABLE vigil.paper_batch DISABLE TRIGGER refuse_unknown_move_of_paper"))
    session.execute(update(PaperBatch).values(state=before))
    session.execute(text("ALTER TABLE vigil.paper_batch ENABLE TRIGGER refuse_unknown_move_of_paper"))
    move = update(PaperBatch).where(PaperBatch.id == batch.id).values(state=after)
    if pair in MOVES:
        session.execute(move)
    else:
        with pytest.raises(IntegrityError, match="does not move"):
            session.execute(move)


@pytest.fixture
def console(engines, clean_tables):
    with Session(engines["console"]) as console:
        yield console


def test_the_console_does_not_count(owner_session, console):
    petition = add_petition(owner_session)
    batch = begin_batch(owner_session, petition)
    owner_session.commit()
    console.execute(_SEE, {"id": str(petition.campaign.organisation_id)})
    console.execute(update(PaperBatch).values(state=BatchState.IMPORTING))
    with pytest.raises(IntegrityError, match="the console does not count"):
        console.execute(update(PaperBatch).where(PaperBatch.id == batch.id).values(state=BatchState.COUNTED))


def test_the_console_sees_and_moves_its_own_batches_alone(owner_session, console):
    ours, theirs = add_petition(owner_session), add_petition(owner_session)
    own, other = begin_batch(owner_session, ours), begin_batch(owner_session, theirs)
    owner_session.commit()
    ids = "SELECT id FROM vigil.paper_batch"
    assert console.scalars(text(ids)).all() == []
    console.execute(_SEE, {"id": str(ours.campaign.organisation_id)})
    assert console.scalars(text(ids)).all() == [own.id]
    moved = console.execute(update(PaperBatch).values(state=BatchState.CANCELLED).returning(PaperBatch.id))
    assert moved.scalars().all() == [own.id]
    owner_session.expire_all()
    assert owner_session.get_one(PaperBatch, other.id).state is BatchState.DRAFT

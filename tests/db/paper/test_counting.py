"""The figure of paper: what the people are, apart from the online one, frozen where they differ, telling of nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.paper.batches import PaperBatch, PaperScan, PaperSignature, PublishedPaper
from app.paper.collecting import withdraw_batch
from app.paper.counting import count_overlap, count_paper, publish_overlaps, publish_paper, reconcile_paper
from app.paper.upkeep import forget_names
from app.signatures.states import SignatureState
from app.tallies.folding import fold_tally
from app.tallies.models import PublishedTally
from tests.factories import add_petition, add_signature
from tests.factories.paper import add_counted_batch, begin_batch, read_all, somebody, type_in


def published(session: Session, petition) -> PublishedPaper | None:
    session.expire_all()
    return session.get(PublishedPaper, petition.id)


def kept(session: Session) -> dict:
    return dict(session.execute(select(PaperBatch.id, PaperBatch.kept)).all())


def people(session: Session) -> dict:
    return dict(session.execute(select(PaperSignature.batch_id, func.count()).group_by(PaperSignature.batch_id)).all())


def test_the_public_figure_is_the_people_of_counted_batches(session, petition, keyring, public_keys):
    draft = begin_batch(session, petition)
    type_in(session, draft, [somebody()], public_keys)
    read_all(session, keyring)
    assert published(session, petition) is None
    add_counted_batch(session, petition, keyring, public_keys, [somebody(), somebody()])
    second = add_counted_batch(session, petition, keyring, public_keys, [somebody()])
    assert published(session, petition).counted == 3
    withdraw_batch(session, second, reason="", actor="anna", now=utc_now())
    assert publish_paper(session, now=utc_now()) == 1
    assert published(session, petition).counted == 2
    assert publish_paper(session, now=utc_now()) == 0


def test_paper_and_online_never_touch_each_other(session, petition, keyring, public_keys):
    add_signature(session, keyring, petition, email="ada@example.org")
    lines = [somebody(email="ada@example.org"), somebody()]
    add_counted_batch(session, petition, keyring, public_keys, lines)
    fold_tally(session, now=utc_now())
    assert session.get_one(PublishedTally, petition.id).confirmed == 1
    assert published(session, petition).counted == 2
    assert count_overlap(session, petition.id) == 1


def test_the_kept_figure_follows_the_people_whoever_deletes_them(session, petition, keyring, public_keys):
    add_counted_batch(session, petition, keyring, public_keys, [somebody() for _ in range(5)])
    add_counted_batch(session, petition, keyring, public_keys, [somebody() for _ in range(3)])
    for line in (1, 3):
        session.execute(delete(PaperSignature).where(PaperSignature.line == line))
        session.expire_all()
        assert kept(session) == people(session)
    assert sum(kept(session).values()) == 4


def test_a_figure_that_differs_from_its_people_is_found_and_frozen(owner_session, worker_session, keyring, public_keys):
    petition = add_petition(owner_session)
    batch = add_counted_batch(owner_session, petition, keyring, public_keys, [somebody(), somebody()])
    owner_session.commit()
    assert reconcile_paper(worker_session) == []
    worker_session.rollback()
    owner_session.execute(text("UPDATE vigil.paper_batch SET total = 9, done = 9, kept = 5"))
    owner_session.commit()
    (mismatch,) = reconcile_paper(worker_session)
    worker_session.commit()
    assert (mismatch.batch_id, mismatch.people, mismatch.kept) == (batch.id, 2, 5)
    assert published(owner_session, petition).frozen
    publish_paper(worker_session, now=utc_now() + timedelta(hours=1))
    worker_session.commit()
    assert published(owner_session, petition).counted == 2


@pytest.mark.parametrize("state", [SignatureState.PENDING, SignatureState.WITHDRAWN, SignatureState.HELD])
def test_only_who_is_confirmed_online_is_on_both(session, petition, keyring, public_keys, state):
    add_signature(session, keyring, petition, email="ada@example.org", state=state)
    add_counted_batch(session, petition, keyring, public_keys, [somebody(email="Ada+x@example.org")])
    assert count_overlap(session, petition.id) == 0


def test_the_overlap_is_said_once_a_day_and_only_of_many(session, petition, keyring, public_keys):
    for number in range(40):
        add_signature(session, keyring, petition, email=f"both-{number}@example.org")
    lines = [somebody(email=f"both-{number}@example.org") for number in range(40)]
    add_counted_batch(session, petition, keyring, public_keys, lines)
    now = utc_now()
    assert publish_overlaps(session, now=now) == 1
    assert published(session, petition).also_online == 40
    add_counted_batch(session, petition, keyring, public_keys, [somebody(email="probe@example.org")])
    assert publish_overlaps(session, now=now + timedelta(minutes=1)) == 0
    assert publish_overlaps(session, now=now + timedelta(days=1)) == 1
    assert published(session, petition).also_online == 40


def test_of_one_address_the_console_learns_nothing(session, petition, keyring, public_keys):
    """An infiltrated organiser puts in one address that signed online and one that did not: all is the same."""
    add_signature(session, keyring, petition, email="signed@example.org")
    seen = []
    for email in ("signed@example.org", "never@example.org"):
        batch = add_counted_batch(session, petition, keyring, public_keys, [somebody(email=email)])
        publish_overlaps(session, now=utc_now())
        row = published(session, petition)
        seen.append((batch.kept, batch.earlier, batch.total, batch.done, row.also_online))
    assert seen[0] == seen[1]


def test_ninety_days_after_closing_nobody_on_paper_can_be_found_but_all_stay_counted(
    session, own_keys, public_keys, keyring
):
    petition = add_petition(session)
    batch = add_counted_batch(session, petition, keyring, public_keys, [somebody(email="ada@example.org")])
    petition.petition.closes_at = utc_now() - timedelta(days=89)
    session.flush()
    assert forget_names(session, own_keys, now=utc_now()) == 0
    assert forget_names(session, own_keys, now=utc_now() + timedelta(days=2)) == 1
    person = session.scalars(select(PaperSignature).execution_options(populate_existing=True)).one()
    assert (person.name_sealed, person.fingerprint, person.trace) == (None, None, None)
    assert count_paper(session, petition.id) == 1
    assert session.scalars(select(PaperScan.sealed).where(PaperScan.batch_id == batch.id)).all() == [None]
    assert forget_names(session, own_keys, now=utc_now() + timedelta(days=2)) == 0

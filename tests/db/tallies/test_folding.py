"""Whatever signatures do, buckets and waiting events together are what count(*) says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.signatures.models import Signature
from app.signatures.states import COUNTED, MOVES, SignatureState
from app.tallies.folding import fold_tally, refresh_as_of
from app.tallies.models import Dimension, PublishedTally, TallyBucket, TallyEvent
from app.tallies.reconciling import reconcile_tallies
from tests.factories import OpenPetition, add_petition, add_signature

SIGNATURES = 4
steps = st.lists(
    st.tuples(st.integers(0, SIGNATURES - 1), st.sampled_from([*SignatureState, "delete", "fold"])), max_size=25
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_life_of_signatures_is_counted_rightly(
    session: Session, keyring: Keyring, steps: list[tuple[int, str]]
) -> None:
    petition = add_petition(session)
    people = [add_signature(session, keyring, petition, state=SignatureState.PENDING) for _ in range(SIGNATURES)]
    for number, step in steps:
        _take(session, people[number], step)
    assert _differences(session) == []
    fold_tally(session, now=utc_now())
    assert _buckets(session, petition) == _truth(session, petition)


def _take(session: Session, signature: Signature, step: str) -> None:
    here = select(Signature.state).where(Signature.id == signature.id)
    if step == "fold":
        fold_tally(session, now=utc_now())
    elif step == "delete":
        session.execute(delete(Signature).where(Signature.id == signature.id))
    elif (session.scalar(here), step) in MOVES:
        hour = to_hour(utc_now())
        session.execute(update(Signature).where(Signature.id == signature.id).values(state=step, confirmed_hour=hour))


def _differences(session: Session) -> list[object]:
    """Compare within the transaction of a test: what one session wrote, it sees, whatever the isolation."""
    truth = session.execute(
        text(
            "SELECT state, count(*) FROM vigil.signature WHERE state IN ('confirmed', 'held', 'rejected') GROUP BY 1"
            " EXCEPT SELECT state, sum(n)::bigint FROM ("
            "  SELECT state, count AS n FROM vigil.tally_bucket WHERE dimension = 'total'"
            "  UNION ALL SELECT state, delta FROM vigil.tally_event) AS both_parts GROUP BY 1"
        )
    )
    return list(truth)


def _buckets(session: Session, petition: OpenPetition) -> dict[str, int]:
    query = select(TallyBucket.state, TallyBucket.count).where(
        TallyBucket.petition_id == petition.id, TallyBucket.dimension == Dimension.TOTAL, TallyBucket.count != 0
    )
    return dict(session.execute(query).all())


def _truth(session: Session, petition: OpenPetition) -> dict[str, int]:
    query = select(Signature.state, func.count()).where(
        Signature.petition_id == petition.id, Signature.state.in_(COUNTED)
    )
    return dict(session.execute(query.group_by(Signature.state)).all())


def test_folding_publishes_and_leaves_no_event(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    for country in ("FR", "FR", "DE"):
        add_signature(session, keyring, petition, country=country)
    add_signature(session, keyring, petition, state=SignatureState.HELD)
    assert fold_tally(session, now=utc_now()) == 4
    assert session.scalar(select(func.count()).select_from(TallyEvent)) == 0
    figure = session.get_one(PublishedTally, petition.id)
    assert (figure.confirmed, figure.held, figure.removed, figure.today) == (3, 1, 0, 3)


def test_countries_are_never_stored_by_the_hour(session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    add_signature(session, keyring, petition, country="FR")
    fold_tally(session, now=utc_now())
    with_country = session.scalars(select(TallyBucket.key).where(TallyBucket.key.contains("FR"))).all()
    assert sorted(with_country) == sorted(["FR", f"{utc_now():%Y-%m}/FR"])


def test_a_figure_is_true_as_of_now_only_when_nothing_waits(
    session: Session, keyring: Keyring, petition: OpenPetition
) -> None:
    add_signature(session, keyring, petition)
    then = utc_now().replace(year=2026, month=1, day=2)
    fold_tally(session, now=then)
    add_signature(session, keyring, petition)
    refresh_as_of(session, now=utc_now())
    assert session.get_one(PublishedTally, petition.id, populate_existing=True).as_of == then


def test_a_planted_mismatch_is_found_and_the_figure_freezes(
    owner_session: Session, worker_session: Session, keyring: Keyring, shared_petition: OpenPetition
) -> None:
    add_signature(owner_session, keyring, shared_petition)
    fold_tally(owner_session, now=utc_now())
    owner_session.commit()
    assert reconcile_tallies(worker_session) == []
    worker_session.commit()
    owner_session.execute(update(TallyBucket).values(count=7))
    owner_session.commit()
    mismatch = reconcile_tallies(worker_session)[0]
    worker_session.commit()
    assert (mismatch.petition_id, mismatch.signatures, mismatch.tallied) == (shared_petition.id, 1, 7)
    add_signature(owner_session, keyring, shared_petition)
    fold_tally(owner_session, now=utc_now())
    figure = owner_session.get_one(PublishedTally, shared_petition.id, populate_existing=True)
    assert (figure.frozen, figure.confirmed) == (True, 1)


def test_a_wave_of_events_is_read_once_even_where_the_planner_believes_the_table_empty(session: Session) -> None:
    """A bulk act appends a million events at once, before anybody has analysed the table."""
    events, at_once = 3_000, 500
    petition = add_petition(session)
    session.execute(text("ANALYZE vigil.tally_event"))
    session.execute(
        text(
            "INSERT INTO vigil.tally_event (petition_id, state, delta, hour, country, language, source_code)"
            " SELECT :petition, 'confirmed', 1, date_trunc('hour', now()), 'FR', 'fr', ''"
            " FROM generate_series(1, :events)"
        ),
        {"petition": petition.id, "events": events},
    )
    before = _rows_visited(session)
    folded = [fold_tally(session, now=utc_now(), at_once=at_once) for _ in range(events // at_once + 1)]
    assert folded == [at_once] * (events // at_once) + [0]
    assert _rows_visited(session) - before <= events * (2 + events // at_once)


def _rows_visited(session: Session) -> int:
    """How many rows of events this transaction has read so far, by index or from end to end."""
    return session.scalar(
        text(
            "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relid = 'vigil.tally_event'::regclass"
        )
    )

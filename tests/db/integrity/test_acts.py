"""Acts on many signatures: exactly the list that was shown, stopped, given back to the state before."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.models import AuditEntry
from app.core.clock import to_hour, utc_now
from app.core.crypto import Keyring
from app.core.errors import NotFound
from app.core.ids import new_id
from app.integrity.acting import act_on_chunk
from app.integrity.acts import Conditions, apply_act, ask_act, cancel_act, undo_act
from app.integrity.errors import NotNow
from app.integrity.listing import fix_list
from app.integrity.models import BulkAct, BulkActItem
from app.integrity.states import ActKind, ActReason, ActState, ItemState
from app.signatures.models import PublishedSupporter, Signature
from app.signatures.states import ClusterKind, HoldReason, ShowName, SignatureState
from app.signatures.upkeep import publish_names, settle_addresses
from app.tallies.folding import count_buckets, fold_tally
from tests.db.conftest import Sign
from tests.db.integrity.conftest import Act, Signed
from tests.factories import OpenPetition, add_petition, confirm
from tests.factories.integrity import add_cluster

S = SignatureState


def _states(session: Session) -> dict[object, SignatureState]:
    session.expire_all()
    return {row.id: row.state for row in session.execute(select(Signature.id, Signature.state))}


def _columns(session: Session) -> list[object]:
    """Everything there is of every signature, but whether its name is yet to be published."""
    session.expire_all()
    columns = [column for column in Signature.__table__.columns if column.name != "publish_name"]
    return [tuple(row) for row in session.execute(select(*columns).order_by(Signature.id))]


def _some_of_each(signed: Signed) -> None:
    for state, count in ((S.CONFIRMED, 4), (S.HELD, 3), (S.REJECTED, 1), (S.WITHDRAWN, 1), (S.PENDING, 1)):
        for _ in range(count):
            signed(state)


@pytest.mark.parametrize(
    ("kind", "total", "after"),
    [
        (ActKind.REJECT, 7, {S.REJECTED: 8, S.WITHDRAWN: 1, S.PENDING: 1}),
        (ActKind.RELEASE, 3, {S.CONFIRMED: 7, S.REJECTED: 1, S.WITHDRAWN: 1, S.PENDING: 1}),
        (ActKind.HOLD, 4, {S.HELD: 7, S.REJECTED: 1, S.WITHDRAWN: 1, S.PENDING: 1}),
    ],
)
def test_what_was_shown_is_done_and_given_back_exactly(
    session: Session, staff: Actor, signed: Signed, carry_out: Act, work: Callable[..., None], kind: ActKind,
    total: int, after: dict[SignatureState, int],
) -> None:  # fmt: skip
    _some_of_each(signed)
    before = _columns(session)
    act = carry_out(kind)
    assert (act.state, act.total, act.done, act.changed) == (ActState.ACTED, total, total, total)
    assert Counter(_states(session).values()) == after
    undo_act(session, staff, act.id, now=utc_now())
    work()
    session.refresh(act)
    assert (act.state, act.undone, act.given_back) == (ActState.UNDONE, total, total)
    assert _columns(session) == before


def test_the_public_figure_follows_and_comes_back(
    session: Session, staff: Actor, petition: OpenPetition, signed: Signed, carry_out: Act, work: Callable[..., None]
) -> None:
    _some_of_each(signed)
    act = carry_out(ActKind.REJECT)
    fold_tally(session, now=utc_now())
    totals = count_buckets(session, petition.id)
    assert (totals[S.CONFIRMED], totals[S.HELD], totals[S.REJECTED]) == (0, 0, 8)
    undo_act(session, staff, act.id, now=utc_now())
    work()
    fold_tally(session, now=utc_now())
    totals = count_buckets(session, petition.id)
    assert (totals[S.CONFIRMED], totals[S.HELD], totals[S.REJECTED]) == (4, 3, 1)


def test_a_rejected_name_is_shown_to_nobody_and_shown_again_once_given_back(
    session: Session, keyring: Keyring, staff: Actor, signed: Signed, carry_out: Act, work: Callable[..., None]
) -> None:
    signed(show_name=ShowName.FULL, publish_name=True)
    publish_names(session, keyring)
    assert session.scalar(select(func.count()).select_from(PublishedSupporter)) == 1
    act = carry_out(ActKind.REJECT)
    publish_names(session, keyring)
    assert session.scalar(select(func.count()).select_from(PublishedSupporter)) == 0
    undo_act(session, staff, act.id, now=utc_now())
    work()
    publish_names(session, keyring)
    assert session.scalar(select(func.count()).select_from(PublishedSupporter)) == 1


def test_who_is_rejected_at_once_and_taken_back_still_gets_updates(
    session: Session, keyring: Keyring, staff: Actor, sign_as: Sign, carry_out: Act, work: Callable[..., None]
) -> None:
    form = sign_as(email="ada@example.org", updates=True)
    assert form
    signature = confirm(session, keyring, form)
    act = carry_out(ActKind.REJECT)
    settle_addresses(session, keyring)
    undo_act(session, staff, act.id, now=utc_now())
    work()
    session.refresh(signature)
    assert (signature.state, signature.address_key) == (S.CONFIRMED, "updates")


def test_conditions_narrow_the_list(session: Session, petition: OpenPetition, signed: Signed, ask: Act) -> None:
    hour = to_hour(utc_now()) - timedelta(hours=3)
    network = add_cluster(session, petition.id, kind=ClusterKind.NETWORK).id
    signed(S.HELD, hold_reason="network", network_cluster=network, country="DE")
    signed(S.HELD, hold_reason="name,network", network_cluster=network)
    signed(S.CONFIRMED, network_cluster=network, country="DE")
    signed(S.HELD, hold_reason="name", country="DE")
    signed(S.CONFIRMED, confirmed_hour=hour, country="")
    assert ask(cluster_id=network).total == 3
    assert ask(cluster_id=network, held_only=True).total == 2
    assert ask(country="DE").total == 3
    assert ask(country="").total == 1
    assert ask(hold_reason=HoldReason.NETWORK).total == 2
    assert ask(hour_from=hour, hour_to=hour + timedelta(hours=1)).total == 1
    assert ask(hour_to=hour).total == 0
    assert ask(cluster_id=network, country="DE", hold_reason=HoldReason.NETWORK).total == 1


def test_a_country_and_an_hour_are_clusters_too(
    session: Session, petition: OpenPetition, signed: Signed, ask: Act
) -> None:
    hour = to_hour(utc_now()) - timedelta(hours=5)
    signed(country="DE", confirmed_hour=hour)
    signed()
    of_country = add_cluster(session, petition.id, kind=ClusterKind.COUNTRY, label="DE")
    of_hour = add_cluster(session, petition.id, kind=ClusterKind.HOUR, label=hour.strftime("%Y-%m-%dT%H"))
    of_all = add_cluster(session, petition.id, kind=ClusterKind.PETITION, label="")
    acts = [ask(cluster_id=cluster.id) for cluster in (of_country, of_hour, of_all)]
    assert [act.total for act in acts] == [1, 1, 2]
    assert acts[0].country == "DE"
    assert acts[1].hour_from == hour


def test_the_list_says_whom_it_holds(signed: Signed, ask: Act) -> None:
    _some_of_each(signed)
    signed(country="")
    act = ask()
    assert act.figures["states"] == {"confirmed": 5, "held": 3}
    assert act.figures["countries"] == {"FR": 7, "": 1}


def test_another_petition_is_left_alone(session: Session, staff: Actor, signed: Signed, petition: OpenPetition) -> None:
    signed()
    other = add_petition(session)
    cluster = add_cluster(session, petition.id)
    with pytest.raises(NotFound):
        ask_act(
            session, staff, other.id, Conditions(cluster_id=cluster.id), kind=ActKind.REJECT, reason=ActReason.BURST,
            words="", now=utc_now(),
        )  # fmt: skip
    act = ask_act(
        session, staff, other.id, Conditions(), kind=ActKind.REJECT, reason=ActReason.BURST, words="", now=utc_now()
    )
    fix_list(session)
    assert (act.state, act.total) == (ActState.READY, 0)


def test_who_signs_or_moves_after_the_list_is_not_touched(
    session: Session, staff: Actor, signed: Signed, ask: Act, work: Callable[..., None]
) -> None:
    stays, withdrawn, erased = signed(), signed(), signed()
    act = ask()
    late = signed()
    session.execute(update(Signature).where(Signature.id == withdrawn.id).values(state=S.WITHDRAWN))
    session.delete(session.get_one(Signature, erased.id))
    session.flush()
    apply_act(session, staff, act.id, total=3, now=utc_now())
    work()
    session.refresh(act)
    assert (act.total, act.done, act.changed) == (3, 3, 1)
    assert _states(session) == {stays.id: S.REJECTED, withdrawn.id: S.WITHDRAWN, late.id: S.CONFIRMED}


def test_a_yes_is_to_the_list_that_was_shown(session: Session, staff: Actor, signed: Signed, ask: Act) -> None:
    signed()
    act = ask()
    with pytest.raises(NotNow):
        apply_act(session, staff, act.id, total=2, now=utc_now())
    apply_act(session, staff, act.id, total=1, now=utc_now())
    with pytest.raises(NotNow):
        apply_act(session, staff, act.id, total=1, now=utc_now())


def test_a_stopped_act_can_be_given_back(
    session: Session, staff: Actor, signed: Signed, ask: Act, work: Callable[..., None]
) -> None:
    for _ in range(7):
        signed()
    act = ask()
    apply_act(session, staff, act.id, total=7, now=utc_now())
    assert act_on_chunk(session, now=utc_now(), chunk=3) == 3
    cancel_act(session, staff, act.id, now=utc_now())
    assert act_on_chunk(session, now=utc_now(), chunk=3) == 0
    session.refresh(act)
    assert (act.state, act.done, act.changed) == (ActState.CANCELLED, 3, 3)
    assert Counter(_states(session).values()) == {S.REJECTED: 3, S.CONFIRMED: 4}
    undo_act(session, staff, act.id, now=utc_now())
    work()
    assert Counter(_states(session).values()) == {S.CONFIRMED: 7}


def test_nothing_is_given_back_that_somebody_decided_since(
    session: Session, staff: Actor, signed: Signed, carry_out: Act, work: Callable[..., None]
) -> None:
    first, second, third = signed(S.HELD), signed(S.HELD), signed(S.HELD)
    act = carry_out(ActKind.RELEASE)
    session.execute(update(Signature).where(Signature.id == first.id).values(state=S.WITHDRAWN))
    later = carry_out(ActKind.HOLD, country="FR")
    assert later.changed == 2
    session.execute(update(Signature).where(Signature.id == second.id).values(state=S.CONFIRMED))
    undo_act(session, staff, act.id, now=utc_now())
    work()
    session.refresh(act)
    assert (act.given_back, act.undone) == (0, 3)
    assert _states(session) == {first.id: S.WITHDRAWN, second.id: S.CONFIRMED, third.id: S.HELD}
    kept = session.scalars(select(BulkActItem.state).where(BulkActItem.act_id == act.id)).all()
    assert set(kept) == {ItemState.KEPT}


def test_what_changed_nothing_is_not_given_back(session: Session, staff: Actor, signed: Signed, ask: Act) -> None:
    signed()
    act = ask()
    cancel_act(session, staff, act.id, now=utc_now())
    for move in (undo_act, cancel_act):
        with pytest.raises(NotNow):
            move(session, staff, act.id, now=utc_now())
    with pytest.raises(NotFound):
        undo_act(session, staff, new_id(), now=utc_now())


def test_everything_staff_do_is_recorded(
    session: Session, staff: Actor, signed: Signed, carry_out: Act, work: Callable[..., None]
) -> None:
    signed()
    act = carry_out(ActKind.REJECT)
    undo_act(session, staff, act.id, now=utc_now())
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(each.action, each.subject_id) for each in entries] == [
        ("bulk reject applied", act.id),
        ("bulk reject undone", act.id),
    ]
    assert entries[0].details == {"kind": "reject", "reason": "other", "total": 1, "changed": 0}
    assert {each.actor for each in entries} == {str(staff.account_id)}


def test_the_database_wants_somebody_to_say_yes(session: Session, signed: Signed, ask: Act) -> None:
    signed()
    act = ask()
    with pytest.raises(IntegrityError, match="somebody_said_yes"):
        session.execute(update(BulkAct).where(BulkAct.id == act.id).values(state=ActState.ACTING))


def test_the_database_wants_other_reasons_in_words(session: Session, staff: Actor, petition: OpenPetition) -> None:
    with pytest.raises(IntegrityError, match="other_reasons_are_said"):
        ask_act(
            session, staff, petition.id, Conditions(), kind=ActKind.REJECT, reason=ActReason.OTHER, words="",
            now=utc_now(),
        )  # fmt: skip

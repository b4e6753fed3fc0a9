"""Making the list of an act: whom its conditions mean, fixed once, so that what was shown is what is done."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import ColumnElement, String, Text, cast, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.integrity.models import BulkAct, BulkActItem
from app.integrity.states import TAKES, ActState, ItemState
from app.signatures.models import Signature, Submission
from app.signatures.states import SignatureState

_COUNTRIES_SHOWN = 12


def fix_list(session: Session) -> int:
    """Make the list of one act that waits for it; return 1, or 0 where none does."""
    act = session.scalar(
        select(BulkAct)
        .where(BulkAct.state == ActState.COUNTING)
        .order_by(BulkAct.asked_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if act is None:
        return 0
    number = func.row_number().over(order_by=Signature.id)
    places = (
        select(literal(act.id), number, Signature.id, cast(Signature.state, String), literal(ItemState.WAITING.value))
        .outerjoin(Submission, Submission.id == Signature.submission_id)
        .where(*_conditions(act))
    )
    columns = ["act_id", "number", "signature_id", "state_before", "state"]
    session.execute(insert(BulkActItem).from_select(columns, places, include_defaults=False))
    _sum_up(session, act)
    act.state = ActState.READY
    session.flush()
    return 1


def _conditions(act: BulkAct) -> Iterator[ColumnElement[bool]]:
    takes = [state for state in TAKES[act.kind] if not act.held_only or state is SignatureState.HELD]
    yield Signature.petition_id == act.petition_id
    yield Signature.state.in_(takes)
    if act.cluster_id is not None:
        clusters = (Submission.network_cluster, Submission.domain_cluster, Submission.name_cluster)
        yield or_(*(column == act.cluster_id for column in clusters))
    if act.country is not None:
        yield Signature.country == act.country
    if act.hour_from is not None:
        yield Signature.confirmed_hour >= act.hour_from
    if act.hour_to is not None:
        yield Signature.confirmed_hour < act.hour_to
    if act.hold_reason is not None:
        reasons = func.string_to_array(Submission.hold_reason, ",", type_=ARRAY(Text))
        yield reasons.contains([act.hold_reason.value])


def _sum_up(session: Session, act: BulkAct) -> None:
    """Say whom the list holds, in numbers: this is what staff say yes to."""
    rows = session.execute(
        select(BulkActItem.state_before, Signature.country, func.count())
        .join(Signature, Signature.id == BulkActItem.signature_id)
        .where(BulkActItem.act_id == act.id)
        .group_by(BulkActItem.state_before, Signature.country)
    ).all()
    states: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for state, country, count in rows:
        states[state] += count
        countries[country] += count
    act.total = states.total()
    act.figures = {"states": dict(states), "countries": dict(countries.most_common(_COUNTRIES_SHOWN))}

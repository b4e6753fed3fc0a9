"""Working through the list of an act, a chunk a transaction: what a killed worker had not committed is done again.

Each place moves its signature only from the state that the list says, so whoever withdrew meanwhile stays withdrawn.
States move by the moves of ``app.signatures.states`` alone: a counted signature is held, then rejected.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from app.integrity.figures import look_again
from app.integrity.models import BulkAct
from app.integrity.states import LEAVES, ActKind, ActState, ItemState

CHUNK: Final = 4000
_PLACES: Final = "i.act_id = :act AND i.number > :after AND i.number <= :upto"


def _sql(template: str, **parts: str) -> TextClause:
    """A statement of ours on the places of one chunk."""
    return text(template.format(places=_PLACES, **parts))


_LOCK: Final = _sql(
    "SELECT count(*) FROM (SELECT FROM vigil.signature g JOIN vigil.bulk_act_item i ON i.signature_id = g.id"
    " WHERE {places} ORDER BY g.id FOR UPDATE OF g) AS locked"
)
"""In the order of ids, as whoever else locks many signatures does."""
_MARK: Final = _sql(
    "UPDATE vigil.bulk_act_item i SET state = CASE WHEN EXISTS (SELECT FROM vigil.signature g WHERE"
    " g.id = i.signature_id AND g.state = i.state_before) THEN 'done' ELSE 'passed_over' END"
    " WHERE {places} AND i.state = 'waiting'"
)
_UNMARK: Final = _sql(
    "UPDATE vigil.bulk_act_item i SET state = CASE WHEN EXISTS (SELECT FROM vigil.signature g WHERE"
    " g.id = i.signature_id AND g.state = :left) AND NOT EXISTS (SELECT FROM vigil.bulk_act_item k"
    " JOIN vigil.bulk_act b ON b.id = k.act_id WHERE k.signature_id = i.signature_id AND k.state = 'done'"
    " AND b.decided_at > :decided_at) THEN 'undone' ELSE 'kept' END"
    " WHERE {places} AND i.state = 'done'"
)
"""What somebody has decided otherwise since stays as that one left it."""
_COUNT: Final = _sql("SELECT count(*) FROM vigil.bulk_act_item i WHERE {places} AND i.state = :item_state")
_HIDE: Final = _sql(
    "WITH gone AS (DELETE FROM vigil.signature_shown h USING vigil.bulk_act_item i"
    " WHERE {places} AND i.state = :item_state AND h.signature_id = i.signature_id RETURNING h.supporter_id)"
    " DELETE FROM published.supporter p USING gone WHERE p.id = gone.supporter_id"
)
_MOVE: Final = (
    "UPDATE vigil.signature g SET {values} FROM vigil.bulk_act_item i"
    " WHERE {places} AND i.state = :item_state AND g.id = i.signature_id"
)
_MOVE_COUNTED: Final = _MOVE + " AND i.state_before = 'confirmed'"
_TO_HELD: Final = "state = 'held', publish_name = g.show_name <> 'no'"
"""Whoever wants to show a name shows it again once counted again."""
_STEPS: Final = {
    ActKind.REJECT: (
        _sql(_MOVE_COUNTED, values=_TO_HELD),
        _sql(_MOVE, values="state = 'rejected', state_before = i.state_before"),
        _HIDE,
    ),
    ActKind.RELEASE: (_sql(_MOVE, values="state = 'confirmed'"),),
    ActKind.HOLD: (_sql(_MOVE, values=_TO_HELD), _HIDE),
}
"""A name is hidden in the same commit that stops counting it."""
_STEPS_BACK: Final = {
    ActKind.REJECT: (
        _sql(_MOVE, values="state = 'held', state_before = NULL"),
        _sql(_MOVE_COUNTED, values="state = 'confirmed'"),
    ),
    ActKind.RELEASE: (_sql(_MOVE, values=_TO_HELD), _HIDE),
    ActKind.HOLD: (_sql(_MOVE, values="state = 'confirmed'"),),
}


def act_on_chunk(session: Session, *, now: datetime, chunk: int = CHUNK) -> int:
    """Deal with the next places of the act that has waited longest; return how many, 0 where no act is to be done."""
    act = session.scalar(
        select(BulkAct)
        .where(BulkAct.state.in_([ActState.ACTING, ActState.UNDOING]))
        .order_by(BulkAct.decided_at, BulkAct.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if act is None:
        return 0
    places = _go_on(session, act, chunk) if act.state is ActState.ACTING else _go_back(session, act, chunk)
    _end_if_done(session, act, now=now)
    session.flush()
    return max(places, 1)


def _go_on(session: Session, act: BulkAct, chunk: int) -> int:
    upto = min(act.done + chunk, act.total)
    places = {"act": act.id, "after": act.done, "upto": upto}
    session.execute(_LOCK, places)
    session.execute(_MARK, places)
    act.changed += _carry_out(session, _STEPS[act.kind], places | {"item_state": ItemState.DONE.value})
    done, act.done = upto - act.done, upto
    return done


def _go_back(session: Session, act: BulkAct, chunk: int) -> int:
    upto = min(act.undone + chunk, act.done)
    places = {"act": act.id, "after": act.undone, "upto": upto}
    session.execute(_LOCK, places)
    session.execute(_UNMARK, places | {"left": LEAVES[act.kind].value, "decided_at": act.decided_at})
    act.given_back += _carry_out(session, _STEPS_BACK[act.kind], places | {"item_state": ItemState.UNDONE.value})
    undone, act.undone = upto - act.undone, upto
    return undone


def _carry_out(session: Session, steps: tuple[TextClause, ...], places: dict[str, Any]) -> int:
    """Move the signatures of these places; return how many."""
    for step in steps:
        session.execute(step, places)
    return session.scalar(_COUNT, places) or 0


def _end_if_done(session: Session, act: BulkAct, *, now: datetime) -> None:
    is_done = act.done >= act.total if act.state is ActState.ACTING else act.undone >= act.done
    if is_done:
        act.state = ActState.ACTED if act.state is ActState.ACTING else ActState.UNDONE
        act.ended_at = now
        look_again(session, act.petition_id, now=now)

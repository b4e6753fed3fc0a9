"""Asking for an act on many signatures, saying yes to its list, stopping it, giving it back. For staff."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.core.errors import NotFound
from app.core.ids import new_id
from app.integrity.errors import NotNow
from app.integrity.models import BulkAct
from app.integrity.rules import may_undo
from app.integrity.states import MOVES, ActKind, ActReason, ActState
from app.signatures.clusters import HOUR_LABEL
from app.signatures.models import Cluster
from app.signatures.states import ClusterKind, HoldReason

A = ActState
TRUSTABLE: Final = (ClusterKind.NETWORK, ClusterKind.DOMAIN, ClusterKind.NAME)
"""What people who belong together may have in common."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Whom an act means, all of them together. Nothing given, nothing asked. ``hour_to`` is the first not meant."""

    cluster_id: UUID | None = None
    country: str | None = None
    hour_from: datetime | None = None
    hour_to: datetime | None = None
    hold_reason: HoldReason | None = None
    held_only: bool = False


def ask_act(
    session: Session, actor: Actor, petition_id: UUID, conditions: Conditions, *,
    kind: ActKind, reason: ActReason, words: str, now: datetime,
) -> BulkAct:  # fmt: skip
    """Write down what is wanted; a worker makes the list. Raises NotFound for a cluster of another petition."""
    cluster = get_cluster(session, conditions.cluster_id, petition_id=petition_id) if conditions.cluster_id else None
    conditions = _narrow(conditions, cluster) if cluster else conditions
    act = BulkAct(
        id=new_id(), petition_id=petition_id, kind=kind, state=A.COUNTING, reason=reason, words=words,
        cluster_id=conditions.cluster_id, cluster_label=cluster.label if cluster else "",
        country=conditions.country, hour_from=conditions.hour_from, hour_to=conditions.hour_to,
        hold_reason=conditions.hold_reason, held_only=conditions.held_only, total=0, done=0, changed=0, undone=0,
        given_back=0, figures={}, asked_by=actor.account_id, asked_at=now,
    )  # fmt: skip
    session.add(act)
    session.flush()
    return act


def _narrow(conditions: Conditions, cluster: Cluster) -> Conditions:
    """A country or an hour is the signature's own: its cluster is the same as that condition."""
    if cluster.kind is ClusterKind.COUNTRY:
        return replace(conditions, cluster_id=None, country=cluster.label)
    if cluster.kind is ClusterKind.HOUR:
        hour = datetime.strptime(cluster.label, HOUR_LABEL).replace(tzinfo=UTC)
        return replace(conditions, cluster_id=None, hour_from=hour, hour_to=hour + timedelta(hours=1))
    return conditions if cluster.kind is not ClusterKind.PETITION else replace(conditions, cluster_id=None)


def apply_act(session: Session, actor: Actor, act_id: UUID, *, total: int, now: datetime) -> None:
    """Say yes to the list as it was shown, with so many places. Raises NotNow, NotFound."""
    act = get_act(session, act_id)
    if act.total != total:
        raise NotNow(act.state)
    _move(session, act, A.ACTING, out_of={A.READY}, decided_by=actor.account_id, decided_at=now)
    _record(session, actor, act, "applied", now=now)


def cancel_act(session: Session, actor: Actor, act_id: UUID, *, now: datetime) -> None:
    """Stop an act where it is. What it changed stays changed, and can be given back. Raises NotNow, NotFound."""
    act = get_act(session, act_id)
    _move(session, act, A.CANCELLED, out_of={A.COUNTING, A.READY, A.ACTING}, ended_at=now)
    _record(session, actor, act, "cancelled", now=now)


def undo_act(session: Session, actor: Actor, act_id: UUID, *, now: datetime) -> None:
    """Give back the state that each signature had before. Raises NotNow, NotFound."""
    act = get_act(session, act_id)
    if not may_undo(act.state, act.changed, act.ended_at, now=now):
        raise NotNow(act.state)
    decided = {"decided_by": act.decided_by or actor.account_id, "decided_at": act.decided_at or now}
    undo = {"undo_by": actor.account_id, "undo_at": now, "ended_at": None}
    _move(session, act, A.UNDOING, out_of={A.ACTED, A.CANCELLED}, **decided, **undo)
    _record(session, actor, act, "undone", now=now)


def trust_cluster(session: Session, actor: Actor, cluster: Cluster, *, is_trusted: bool, now: datetime) -> None:
    """Hold nobody else for what this cluster has in common, or begin again to. Raises NotFound for other kinds."""
    if cluster.kind not in TRUSTABLE:
        raise NotFound("an hour passes, and nobody is held for a country")
    session.execute(update(Cluster).where(Cluster.id == cluster.id).values(is_trusted=is_trusted, refresh_after=now))
    record(
        session, actor=str(actor.account_id), action="cluster trusted" if is_trusted else "cluster no longer trusted",
        subject_kind="cluster", subject_id=cluster.id, now=now,
    )  # fmt: skip


def get_act(session: Session, act_id: UUID) -> BulkAct:
    """Return an act as it stands, or raise NotFound."""
    act = session.get(BulkAct, act_id, populate_existing=True)
    if act is None:
        raise NotFound("no such act")
    return act


def get_cluster(session: Session, cluster_id: UUID, *, petition_id: UUID) -> Cluster:
    """Return a cluster of a petition, or raise NotFound."""
    cluster = session.get(Cluster, cluster_id)
    if cluster is None or cluster.petition_id != petition_id:
        raise NotFound("no such cluster")
    return cluster


def _move(session: Session, act: BulkAct, to: ActState, *, out_of: Collection[ActState], **values: Any) -> None:
    """Move in one statement, so that of two who press at once one is told where it stands."""
    assert all((state, to) in MOVES for state in out_of)  # noqa: S101 - a slip of ours, not of a user
    moved = session.scalar(
        update(BulkAct)
        .where(BulkAct.id == act.id, BulkAct.state.in_(list(out_of)))
        .values(state=to, **values)
        .returning(BulkAct.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(act)
    if moved is None:
        raise NotNow(act.state)


def _record(session: Session, actor: Actor, act: BulkAct, what: str, *, now: datetime) -> None:
    details = {"kind": act.kind.value, "reason": act.reason.value, "total": act.total, "changed": act.changed}
    record(
        session, actor=str(actor.account_id), action=f"bulk {act.kind} {what}", subject_kind="bulk act",
        subject_id=act.id, details=details, now=now,
    )  # fmt: skip

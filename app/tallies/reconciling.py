"""Comparing the figure with the signatures themselves. On a mismatch it freezes, and staff are told."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.signatures.models import Signature
from app.signatures.states import COUNTED, SignatureState
from app.tallies.models import Dimension, PublishedTally, TallyBucket, TallyEvent

_CONSISTENT_VIEW: Final = {"isolation_level": "REPEATABLE READ"}


@dataclass(frozen=True)
class Mismatch:
    """What ``count(*)`` says against buckets and waiting events together."""

    petition_id: UUID
    state: SignatureState
    signatures: int
    tallied: int


@dataclass(frozen=True)
class Count:
    """One petition's confirmed signatures, three ways: counted now, in buckets and waiting events, as published."""

    signatures: int
    tallied: int
    published: int


def count_confirmed(session: Session, petition_id: UUID) -> Count:
    """Count one petition's confirmed signatures in every way there is, at one moment. The session must be fresh."""
    session.connection(execution_options=_CONSISTENT_VIEW)
    key = (petition_id, SignatureState.CONFIRMED)
    published = session.scalar(select(PublishedTally.confirmed).where(PublishedTally.petition_id == petition_id))
    return Count(_count_signatures(session).get(key, 0), _count_tallied(session).get(key, 0), published or 0)


def reconcile_tallies(session: Session) -> list[Mismatch]:
    """Count every petition's signatures anew and freeze the figure of each that differs. Returns what differs.

    One snapshot for both sides: signatures that arrive meanwhile are in neither. The session must be fresh.
    """
    session.connection(execution_options=_CONSISTENT_VIEW)
    truth, tallied = _count_signatures(session), _count_tallied(session)
    mismatches = [
        Mismatch(petition_id, state, truth.get((petition_id, state), 0), tallied.get((petition_id, state), 0))
        for petition_id, state in sorted(truth.keys() | tallied.keys())
        if truth.get((petition_id, state), 0) != tallied.get((petition_id, state), 0)
    ]
    differing = {mismatch.petition_id for mismatch in mismatches}
    if differing:
        session.execute(update(PublishedTally).where(PublishedTally.petition_id.in_(differing)).values(frozen=True))
    return mismatches


def _count_signatures(session: Session) -> dict[tuple[UUID, SignatureState], int]:
    query = (
        select(Signature.petition_id, Signature.state, func.count())
        .where(Signature.state.in_(COUNTED))
        .group_by(Signature.petition_id, Signature.state)
    )
    return {(petition_id, state): count for petition_id, state, count in session.execute(query)}


def _count_tallied(session: Session) -> dict[tuple[UUID, SignatureState], int]:
    buckets = session.execute(
        select(TallyBucket.petition_id, TallyBucket.state, TallyBucket.count).where(
            TallyBucket.dimension == Dimension.TOTAL
        )
    )
    sums = {(petition_id, state): count for petition_id, state, count in buckets}
    waiting = session.execute(
        select(TallyEvent.petition_id, TallyEvent.state, func.sum(TallyEvent.delta)).group_by(
            TallyEvent.petition_id, TallyEvent.state
        )
    )
    for petition_id, state, delta in waiting:
        key = (petition_id, SignatureState(state))
        sums[key] = sums.get(key, 0) + int(delta)
    return {key: count for key, count in sums.items() if count}

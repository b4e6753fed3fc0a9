"""What staff read of clusters: how many of each state, and why some are held. Counted by workers, now and then."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.clock import to_hour
from app.core.crypto import KeyGone, Keyring
from app.core.ids import new_id
from app.integrity.rules import next_look
from app.petitions.models import Petition
from app.signatures.clusters import HOUR_LABEL
from app.signatures.models import Cluster, Signature, Submission
from app.signatures.rules import CLUSTER_AT_LEAST
from app.signatures.states import ClusterKind, SignatureState, SubmissionState
from app.tallies.models import Dimension, TallyBucket

K = ClusterKind
AT_ONCE: Final = 200
COLUMNS: Final = {
    K.NETWORK: Submission.network_cluster,
    K.DOMAIN: Submission.domain_cluster,
    K.NAME: Submission.name_cluster,
}
"""Where a form says to which cluster of a kind it belongs; country and hour are the signature's own."""
_DIMENSIONS: Final = {Dimension.TOTAL: K.PETITION, Dimension.COUNTRY: K.COUNTRY, Dimension.HOUR: K.HOUR}
WAITING: Final = "waiting"
"""In ``states``, beside those of signatures: forms that wait for their button."""

Group = tuple[ClusterKind, str]
"""A kind and the label of a cluster whose members are known by the signature itself."""


class _Figures:
    """What was counted, by cluster."""

    def __init__(self) -> None:
        self.states: dict[UUID, Counter[str]] = defaultdict(Counter)
        self.reasons: dict[UUID, Counter[str]] = defaultdict(Counter)

    def add(self, cluster_id: UUID, state: str, reasons: str | None, count: int) -> None:
        self.states[cluster_id][state] += count
        if state == SignatureState.HELD:
            self.add_reasons(cluster_id, reasons, count)

    def add_reasons(self, cluster_id: UUID, reasons: str | None, count: int) -> None:
        self.reasons[cluster_id].update(dict.fromkeys((reasons or "staff").split(","), count))


def refresh_clusters(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """Count again some of the clusters whose turn it is; return how many."""
    _add_petitions(session, now=now)
    due = session.scalars(
        select(Cluster)
        .where(Cluster.refresh_after <= now, or_(Cluster.posted >= CLUSTER_AT_LEAST, Cluster.kind == K.PETITION))
        .order_by(Cluster.refresh_after)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    figures = _Figures()
    _let_in(session, [each for each in due if each.is_trusted])
    for kind in COLUMNS:
        _count_forms(session, kind, [each.id for each in due if each.kind is kind], figures)
    for petition_id in {each.petition_id for each in due if each.kind in _DIMENSIONS.values()}:
        _count_signatures(session, petition_id, [each for each in due if each.petition_id == petition_id], figures)
    for each in due:
        each.states, each.reasons = dict(figures.states[each.id]), dict(figures.reasons[each.id])
        each.held = each.states.get(SignatureState.HELD, 0)
        each.refreshed_at, each.refresh_after = now, next_look(each.posted, each.last_hour, now=now)
    _name_domains(session, keyring, [each.id for each in due if each.kind is K.DOMAIN and not each.label])
    session.flush()
    return len(due)


def look_again(session: Session, petition_id: UUID, *, now: datetime) -> None:
    """Let every cluster of a petition be counted again at once: much has moved."""
    session.execute(
        update(Cluster)
        .where(Cluster.petition_id == petition_id)
        .values(refresh_after=now)
        .execution_options(synchronize_session=False)
    )


def _let_in(session: Session, trusted: Iterable[Cluster]) -> None:
    """Nobody who has yet to press the button is held for what staff trust by now."""
    for cluster in trusted:
        reasons = func.array_remove(func.string_to_array(Submission.hold_reason, ","), cluster.kind.value)
        session.execute(
            update(Submission)
            .where(
                COLUMNS[cluster.kind] == cluster.id,
                Submission.state == SubmissionState.LIVE,
                Submission.hold_reason.is_not(None),
            )
            .values(hold_reason=func.nullif(func.array_to_string(reasons, ","), ""))
            .execution_options(synchronize_session=False)
        )


def _add_petitions(session: Session, *, now: datetime) -> None:
    """Petitions that nobody has signed since there are clusters have none of their own yet."""
    hour, has_one = to_hour(now), select(Cluster.petition_id).where(Cluster.kind == K.PETITION)
    lacking = session.scalars(select(Petition.id).where(Petition.id.not_in(has_one))).all()
    if lacking:
        anything = {"kind": K.PETITION, "mark": b"", "in_hour": 0, "posted": 0, "refresh_after": now}
        hours = {"first_hour": hour, "last_hour": hour}
        rows = [{"id": new_id(), "petition_id": petition_id} | anything | hours for petition_id in lacking]
        session.execute(insert(Cluster), rows)


def _count_forms(session: Session, kind: ClusterKind, cluster_ids: Collection[UUID], figures: _Figures) -> None:
    """Count people by the form that stands for them, and the forms that still wait."""
    if not cluster_ids:
        return
    column = cast(InstrumentedAttribute[UUID], COLUMNS[kind])  # nothing is NULL that is in a list of ids
    standing = (
        select(column, Signature.state, Submission.hold_reason, func.count())
        .join(Signature, (Signature.id == Submission.signature_id) & (Signature.submission_id == Submission.id))
        .where(column.in_(cluster_ids))
        .group_by(column, Signature.state, Submission.hold_reason)
    )
    for cluster_id, state, reasons, count in session.execute(standing):
        figures.add(cluster_id, state, reasons, count)
    waiting = (
        select(column, func.count())
        .where(column.in_(cluster_ids), Submission.state == SubmissionState.LIVE)
        .group_by(column)
    )
    for cluster_id, count in session.execute(waiting):
        figures.states[cluster_id][WAITING] += count


def _count_signatures(session: Session, petition_id: UUID, due: Iterable[Cluster], figures: _Figures) -> None:
    """Read the buckets of the tally, and of those who are held look why."""
    ids: dict[Group, UUID] = {(each.kind, each.label): each.id for each in due}
    buckets = select(TallyBucket.dimension, TallyBucket.key, TallyBucket.state, TallyBucket.count).where(
        TallyBucket.petition_id == petition_id, TallyBucket.dimension.in_(_DIMENSIONS)
    )
    has_held = False
    for dimension, key, state, count in session.execute(buckets):
        cluster_id = ids.get((_DIMENSIONS[dimension], key))
        has_held = has_held or (state is SignatureState.HELD and count > 0)
        if cluster_id is not None and count:
            figures.states[cluster_id][state] += count
    for country, hour, reasons, count in _list_held(session, petition_id) if has_held else ():
        groups: Sequence[Group] = ((K.PETITION, ""), (K.COUNTRY, country), (K.HOUR, hour.strftime(HOUR_LABEL)))
        for group in groups:
            if group in ids:
                figures.add_reasons(ids[group], reasons, count)


def _list_held(session: Session, petition_id: UUID) -> Sequence[tuple[str, datetime, str | None, int]]:
    held = (
        select(Signature.country, Signature.confirmed_hour, Submission.hold_reason, func.count())
        .outerjoin(Submission, Submission.id == Signature.submission_id)
        .where(Signature.petition_id == petition_id, Signature.state == SignatureState.HELD)
        .group_by(Signature.country, Signature.confirmed_hour, Submission.hold_reason)
    )
    return [(country, hour, reasons, count) for country, hour, reasons, count in session.execute(held) if hour]


def _name_domains(session: Session, keyring: Keyring, cluster_ids: Collection[UUID]) -> None:
    """Write down the domains that enough people share. One whose key is gone stays without a name."""
    sealed = select(Cluster.id, Cluster.petition_id, Cluster.label_sealed).where(
        Cluster.id.in_(cluster_ids), Cluster.label_sealed.is_not(None)
    )
    for cluster_id, petition_id, content in session.execute(sealed).all() if cluster_ids else ():
        try:
            label = keyring.open_words(content or b"", petition_id=petition_id, row=cluster_id)
        except KeyGone:
            continue
        session.execute(update(Cluster).where(Cluster.id == cluster_id).values(label=label, label_sealed=None))

"""What staff read: petitions with those who are held, clusters, acts. Numbers and labels, never a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.integrity.models import BulkAct
from app.integrity.states import MOVING, ActState
from app.petitions.models import Petition
from app.signatures.models import Cluster
from app.signatures.states import ClusterKind

CLUSTERS_SHOWN: Final = 100
_ACTS_SHOWN: Final = 20


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A petition as staff watch it. ``title`` is its campaign's."""

    petition_id: UUID
    title: dict[str, str]
    states: dict[str, int]
    reasons: dict[str, int]
    held: int
    as_of: datetime | None


def list_watched(session: Session) -> list[Watched]:
    """Return every petition that has signatures, those with most held first."""
    return [_watched(row) for row in session.execute(_petitions().order_by(Cluster.held.desc(), Petition.id))]


def get_watched(session: Session, petition_id: UUID) -> Watched:
    """Return one petition, or raise NotFound. One that no worker has counted yet has no figures."""
    row = session.execute(_petitions().where(Petition.id == petition_id)).one_or_none()
    if row is None:
        raise NotFound("no such petition")
    return _watched(row)


def list_clusters(
    session: Session, petition_id: UUID, *, kind: ClusterKind | None, held_only: bool
) -> Sequence[Cluster]:
    """Return the clusters of a petition, those with most held first, then the largest."""
    query = select(Cluster).where(Cluster.petition_id == petition_id, Cluster.kind != ClusterKind.PETITION)
    if kind is not None:
        query = query.where(Cluster.kind == kind)
    if held_only:
        query = query.where(Cluster.held > 0)
    return session.scalars(
        query.order_by(Cluster.held.desc(), Cluster.posted.desc(), Cluster.id).limit(CLUSTERS_SHOWN)
    ).all()


def list_acts(session: Session, petition_id: UUID | None = None) -> Sequence[BulkAct]:
    """Return the last acts on a petition, or on all; the newest first."""
    query = select(BulkAct).order_by(BulkAct.asked_at.desc(), BulkAct.id).limit(_ACTS_SHOWN)
    return session.scalars(query.where(BulkAct.petition_id == petition_id) if petition_id else query).all()


def count_to_decide(session: Session) -> int:
    """Return how many signatures are held, on all petitions."""
    return sum(session.scalars(select(Cluster.held).where(Cluster.kind == ClusterKind.PETITION)))


def is_moving(act: BulkAct) -> bool:
    """Whether a worker has something to do for it."""
    return act.state in MOVING


def is_waiting_for_yes(act: BulkAct) -> bool:
    """Whether somebody has to say yes to its list."""
    return act.state is ActState.READY


def _petitions() -> Any:
    return (
        select(Petition.id, Campaign.title, Cluster.states, Cluster.reasons, Cluster.held, Cluster.refreshed_at)
        .join(Campaign, Campaign.id == Petition.campaign_id)
        .outerjoin(Cluster, (Cluster.petition_id == Petition.id) & (Cluster.kind == ClusterKind.PETITION))
    )


def _watched(row: Row[*tuple[Any, ...]]) -> Watched:
    return Watched(
        petition_id=row.id, title=row.title, states=row.states or {}, reasons=row.reasons or {}, held=row.held or 0,
        as_of=row.refreshed_at,
    )  # fmt: skip

"""What is forgotten of clusters and lists when nobody asks."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from app.core.crypto import TRACE_KEY_DAYS
from app.integrity.models import BulkAct, BulkActItem
from app.integrity.rules import DAYS_AFTER_CLOSING, READY_DAYS, UNDO_DAYS
from app.integrity.states import ActState
from app.petitions.models import Petition
from app.signatures.models import Cluster
from app.signatures.rules import CLUSTER_AT_LEAST
from app.signatures.states import ClusterKind

K = ClusterKind
_AT_ONCE = 2_000


def forget_clusters(session: Session, *, now: datetime) -> int:
    """Delete what no longer says anything; return how many clusters.

    Two days after their last form: networks, whose key is gone, and whatever fewer than ten had in common, unless
    somebody is held in it. Ninety days after a petition closed: all of its clusters. Signatures stay as they are.
    """
    grown_cold = Cluster.last_hour < now - timedelta(days=TRACE_KEY_DAYS)
    says_nothing = or_(
        Cluster.kind == K.NETWORK,
        and_(Cluster.kind.in_([K.DOMAIN, K.NAME]), Cluster.posted < CLUSTER_AT_LEAST),
    )
    closed = select(Petition.id).where(Petition.closes_at < now - timedelta(days=DAYS_AFTER_CLOSING))
    some = (
        select(Cluster.id)
        .where(
            or_(
                and_(grown_cold, says_nothing, Cluster.held == 0),
                and_(Cluster.petition_id.in_(closed), Cluster.kind != K.PETITION),
            )
        )
        .limit(_AT_ONCE)
    )
    gone = delete(Cluster).where(Cluster.id.in_(some)).returning(Cluster.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def forget_lists(session: Session, *, now: datetime) -> int:
    """Delete the lists of acts that can be given back no more; end those nobody said yes to. Returns how many acts."""
    forgotten = session.scalars(
        update(BulkAct)
        .where(BulkAct.state == ActState.READY, BulkAct.asked_at < now - timedelta(days=READY_DAYS))
        .values(state=ActState.CANCELLED, ended_at=now)
        .returning(BulkAct.id)
        .execution_options(synchronize_session=False)
    ).all()
    over = select(BulkAct.id).where(
        or_(
            BulkAct.ended_at < now - timedelta(days=UNDO_DAYS),
            and_(BulkAct.state == ActState.CANCELLED, BulkAct.changed == 0),
        ),
        exists().where(BulkActItem.act_id == BulkAct.id),
    )
    ended = session.scalars(over.limit(1)).all()
    session.execute(delete(BulkActItem).where(BulkActItem.act_id.in_(ended)))
    return len(forgotten) + len(ended)

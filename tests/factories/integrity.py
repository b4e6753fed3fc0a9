"""Clusters, acts and searches as workers and staff leave them."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.clock import to_hour, utc_now
from app.core.ids import new_id
from app.integrity.models import BulkAct, SignatureSearch
from app.integrity.states import ActKind, ActReason
from app.signatures.models import Cluster
from app.signatures.states import ClusterKind


def add_cluster(session: Session, petition_id: Any, **columns: Any) -> Cluster:
    """Add a mail domain that fifty forms share, or whatever ``columns`` say."""
    now = utc_now()
    values: dict[str, Any] = {
        "petition_id": petition_id, "kind": ClusterKind.DOMAIN, "mark": new_id().bytes, "label": "example.org",
        "first_hour": to_hour(now), "last_hour": to_hour(now), "in_hour": 50, "posted": 50, "refresh_after": now,
    }  # fmt: skip
    cluster = Cluster(**{**values, **columns})
    session.add(cluster)
    session.flush()
    return cluster


def add_act(session: Session, petition_id: UUID, **columns: Any) -> BulkAct:
    """Add an act to reject signatures, whose list is not made yet."""
    values: dict[str, Any] = {
        "petition_id": petition_id, "kind": ActKind.REJECT, "cluster_label": "", "reason": ActReason.BURST,
        "words": "", "asked_by": new_id(), "asked_at": utc_now(),
    }  # fmt: skip
    act = BulkAct(**{**values, **columns})
    session.add(act)
    session.flush()
    return act


def add_search(session: Session, account_id: UUID) -> SignatureSearch:
    """Add a question for a country, not yet answered."""
    search = SignatureSearch(asked_by=account_id, asked_at=utc_now(), country="FR")
    session.add(search)
    session.flush()
    return search

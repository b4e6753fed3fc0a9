"""What forms of one petition have in common: marked while they are read, and held where too many come at once.

A form is put into the clusters of its network (under that day's key), mail domain, pattern of name, country and hour.
Forms over a limit are marked, never dropped: everybody gets the same mail, and whoever confirms is held until somebody
has looked. So a rally behind one address signs as a whole, and is released as a whole.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal_column
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.core.clock import to_hour
from app.core.crypto import Keyring
from app.core.ids import new_id
from app.mail.addresses import is_common_domain
from app.signatures.envelope import SignForm
from app.signatures.models import Cluster
from app.signatures.rules import BurstLimits, find_bursts, name_pattern, name_shape
from app.signatures.states import ClusterKind, HoldReason

K = ClusterKind
HOUR_LABEL: Final = "%Y-%m-%dT%H"
_SOON: Final[ColumnElement[datetime]] = literal_column(
    "excluded.refresh_after + interval '10 seconds' + vigil.cluster.posted * interval '0.5 milliseconds'"
)
"""The larger a cluster, the longer it takes to count, and the less one form more changes."""
_NOBODYS: Final = ("", "127.0.0.0/24", "::/48")
"""Our own network: behind an onion service, or a proxy nobody told us of, it is everybody's."""


class Posted(Protocol):
    """What is asked of a posted form here. ``address`` is canonical, ``network`` a trace under the key of the day."""

    @property
    def id(self) -> UUID: ...

    @property
    def form(self) -> SignForm: ...

    @property
    def address(self) -> str: ...

    @property
    def network(self) -> bytes | None: ...


class Key(NamedTuple):
    """A cluster by what tells it from all others."""

    petition_id: UUID
    kind: ClusterKind
    mark: bytes


class Found(NamedTuple):
    """A cluster as it stands with the forms of this batch."""

    id: UUID
    in_hour: int
    is_trusted: bool


def gather(
    session: Session, keyring: Keyring, posts: Sequence[Posted], *,
    limits: BurstLimits, now: datetime, unproven: Collection[UUID] = (),
) -> dict[UUID, dict[str, Any]]:  # fmt: skip
    """Put forms into their clusters; return for each the columns of its submission that say so.

    ``unproven`` are those that did not do the work their petition asks for: they are held for that as well.
    """
    hour = to_hour(now)
    keys = {post.id: list_keys(keyring, post, hour=hour) for post in posts}
    counted = Counter(key for each in keys.values() for key in each.values())
    examples = {key: post for post in posts for key in keys[post.id].values()}
    found = _count(session, keyring, counted, examples, now=now)
    seen: Counter[Key] = Counter()
    columns = {}
    for post in posts:
        seen.update(keys[post.id].values())
        own = {kind: found[key] for kind, key in keys[post.id].items()}
        counts = {
            kind: own[kind].in_hour - counted[key] + seen[key]
            for kind, key in keys[post.id].items()
            if not own[kind].is_trusted and not (kind is K.DOMAIN and is_common_domain(domain_of(post)))
        }
        columns[post.id] = {
            "hold_reason": ",".join([HoldReason.UNPROVEN] * (post.id in unproven) + find_bursts(limits, counts))
            or None,
            "network_cluster": own[K.NETWORK].id if K.NETWORK in own else None,
            "domain_cluster": own[K.DOMAIN].id,
            "name_cluster": own[K.NAME].id,
        }
    return columns


def list_keys(keyring: Keyring, post: Posted, *, hour: datetime) -> dict[ClusterKind, Key]:
    """Return the clusters that a form belongs to."""
    petition_id = post.form.petition_id
    marks = {
        K.PETITION: b"",
        K.DOMAIN: domain_mark(keyring, domain_of(post), petition_id=petition_id),
        K.NAME: keyring.content(f"name|{name_pattern(post.form.name)}".encode(), petition_id=petition_id),
        K.COUNTRY: post.form.country.encode(),
        K.HOUR: hour.strftime(HOUR_LABEL).encode(),
    }
    if post.network is not None and post.form.network not in _NOBODYS:
        marks[K.NETWORK] = post.network
    return {kind: Key(petition_id, kind, mark) for kind, mark in marks.items()}


def domain_mark(keyring: Keyring, domain: str, *, petition_id: UUID) -> bytes:
    """Return the mark of a mail domain among the clusters of a petition."""
    return keyring.content(f"domain|{domain}".encode(), petition_id=petition_id)


def domain_of(post: Posted) -> str:
    """Return the domain of the person's one address."""
    return post.address.rpartition("@")[2]


def _count(
    session: Session, keyring: Keyring, counted: Mapping[Key, int], examples: Mapping[Key, Posted], *, now: datetime
) -> dict[Key, Found]:
    """Add the forms of a batch to their clusters, in one order everywhere; return how these stand."""
    if not counted:
        return {}
    statement = upsert(Cluster)
    new = statement.excluded
    same_hour = Cluster.last_hour == new.last_hour
    changed = {
        "in_hour": case((same_hour, Cluster.in_hour + new.in_hour), else_=new.in_hour),
        "last_hour": new.last_hour,
        "posted": Cluster.posted + new.posted,
        "refresh_after": func.least(Cluster.refresh_after, _SOON),
    }
    rows = [
        _row(keyring, key, examples[key], now=now) | {"posted": count, "in_hour": count}
        for key, count in sorted(counted.items())
    ]
    returned = session.execute(
        statement.on_conflict_do_update(constraint="uq_cluster_petition_id_kind_mark", set_=changed).returning(
            Cluster.petition_id, Cluster.kind, Cluster.mark, Cluster.id, Cluster.in_hour, Cluster.is_trusted
        ),
        rows,
    )
    return {Key(row.petition_id, row.kind, row.mark): Found(row.id, row.in_hour, row.is_trusted) for row in returned}


def _row(keyring: Keyring, key: Key, example: Posted, *, now: datetime) -> dict[str, Any]:
    cluster_id, hour = new_id(), to_hour(now)
    label, sealed = _label(key.kind, example, hour=hour), None
    if key.kind is K.DOMAIN and not label:
        sealed = keyring.seal_words(domain_of(example), petition_id=key.petition_id, row=cluster_id)
    return {
        "id": cluster_id, "petition_id": key.petition_id, "kind": key.kind, "mark": key.mark, "label": label,
        "label_sealed": sealed, "first_hour": hour, "last_hour": hour, "is_trusted": False, "states": {},
        "reasons": {}, "held": 0, "refresh_after": now,
    }  # fmt: skip


def _label(kind: ClusterKind, example: Posted, *, hour: datetime) -> str:
    if kind is K.NAME:
        return name_shape(example.form.name)
    if kind is K.COUNTRY:
        return example.form.country
    if kind is K.HOUR:
        return hour.strftime(HOUR_LABEL)
    domain = domain_of(example)
    return domain if kind is K.DOMAIN and is_common_domain(domain) else ""

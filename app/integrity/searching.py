"""Finding signatures by mail domain, country, hour or a typed address: asked by staff, answered by a worker.

Nobody but the worker learns what was typed. Staff learn which signatures, and where they stand: no name, no address.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, false, func, select, tuple_
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit.chain import record
from app.core.crypto import KeyGone, Keyring, PublicKeys
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.sealing import NotOurs, pad, unpad
from app.integrity.errors import NothingAsked
from app.integrity.models import SignatureSearch
from app.integrity.states import SearchState
from app.mail.addresses import ascii_domain, canonical
from app.petitions.models import Petition
from app.signatures.clusters import domain_mark
from app.signatures.models import Cluster, Signature, Submission
from app.signatures.states import ClusterKind

HITS_SHOWN: Final = 200
_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is searched for, all of it together. ``typed`` is an address, or a mail domain."""

    typed: str = ""
    petition_id: UUID | None = None
    country: str | None = None
    hour_from: datetime | None = None
    hour_to: datetime | None = None


def ask_search(
    session: Session, actor: Actor, question: Question, keys: PublicKeys, *, now: datetime, today: date
) -> SignatureSearch:
    """Leave a question to the workers, what was typed sealed to them. Raises NothingAsked."""
    if not (question.typed or question.country is not None or question.hour_from or question.hour_to):
        raise NothingAsked("no condition")
    search_id, key_day, sealed = new_id(), None, None
    if question.typed:
        plain = pad(question.typed.encode())
        key_day, sealed = keys.seal_intake(plain, bound_to=_binding(search_id), today=today)
    search = SignatureSearch(
        id=search_id, asked_by=actor.account_id, asked_at=now, petition_id=question.petition_id,
        country=question.country, hour_from=question.hour_from, hour_to=question.hour_to, sealed=sealed,
        key_day=key_day, state=SearchState.WAITING, found=0, hits={},
    )  # fmt: skip
    session.add(search)
    session.flush()
    record(
        session, actor=str(actor.account_id), action="signatures searched", subject_kind="search",
        subject_id=search_id, now=now,
    )  # fmt: skip
    return search


def get_search(session: Session, search_id: UUID, *, asked_by: UUID) -> SignatureSearch:
    """Return somebody's own search, or raise NotFound: nobody reads another's."""
    search = session.get(SignatureSearch, search_id)
    if search is None or search.asked_by != asked_by:
        raise NotFound("no such search")
    return search


def answer_searches(session: Session, keyring: Keyring) -> int:
    """Answer the questions that wait; return how many. What was typed is forgotten with the answer."""
    waiting = session.scalars(
        select(SignatureSearch)
        .where(SignatureSearch.state == SearchState.WAITING)
        .order_by(SignatureSearch.asked_at)
        .limit(10)
        .with_for_update(skip_locked=True)
    ).all()
    for search in waiting:
        try:
            _answer(session, keyring, search)
        except (KeyGone, NotOurs):
            search.state = SearchState.UNREADABLE
        search.sealed = search.key_day = None
    session.flush()
    return len(waiting)


def remove_old_searches(session: Session, *, now: datetime) -> int:
    """Delete questions of yesterday with their answers; return how many."""
    old = delete(SignatureSearch).where(SignatureSearch.asked_at < now - _KEPT).returning(SignatureSearch.id)
    return len(session.scalars(old).all())


def _answer(session: Session, keyring: Keyring, search: SignatureSearch) -> None:
    where = list(_conditions(session, keyring, search))
    found = select(func.count()).select_from(Signature)
    some = select(Signature.id, Signature.petition_id, Signature.state)
    search.found = session.scalar(_within(found, where)) or 0
    search.hits = {
        "signatures": [
            {"id": str(row.id), "petition_id": str(row.petition_id), "state": row.state.value}
            for row in session.execute(_within(some, where).order_by(Signature.id).limit(HITS_SHOWN))
        ]
    }
    search.state = SearchState.ANSWERED


def _within(query: Select[*tuple[Any, ...]], where: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return query.outerjoin(Submission, Submission.id == Signature.submission_id).where(*where)


def _conditions(session: Session, keyring: Keyring, search: SignatureSearch) -> Iterator[ColumnElement[bool]]:
    if search.sealed is not None and search.key_day is not None:
        plain = keyring.open_intake(search.sealed, day=search.key_day, bound_to=_binding(search.id))
        yield _typed(session, keyring, unpad(plain).decode(), search.petition_id)
    if search.petition_id is not None:
        yield Signature.petition_id == search.petition_id
    if search.country is not None:
        yield Signature.country == search.country
    if search.hour_from is not None:
        yield Signature.confirmed_hour >= search.hour_from
    if search.hour_to is not None:
        yield Signature.confirmed_hour < search.hour_to


def _typed(session: Session, keyring: Keyring, typed: str, petition_id: UUID | None) -> ColumnElement[bool]:
    """Signatures of an address, all its spellings; or of a mail domain."""
    local, _, domain = typed.rpartition("@")
    petition_ids = [petition_id] if petition_id else session.scalars(select(Petition.id)).all()
    if local:
        marks = _marks(petition_ids, lambda each: keyring.fingerprint(canonical(typed), petition_id=each))
        return tuple_(Signature.petition_id, Signature.fingerprint).in_(marks) if marks else false()
    person = canonical(f"nobody@{ascii_domain(domain)}").rpartition("@")[2]
    marks = _marks(petition_ids, lambda each: domain_mark(keyring, person, petition_id=each))
    clusters = select(Cluster.id).where(
        Cluster.kind == ClusterKind.DOMAIN, tuple_(Cluster.petition_id, Cluster.mark).in_(marks)
    )
    return Submission.domain_cluster.in_(clusters) if marks else false()


def _marks(petition_ids: Iterable[UUID], mark: Callable[[UUID], bytes]) -> list[tuple[UUID, bytes]]:
    """Mark something for each petition whose key still stands."""
    marks = []
    for petition_id in petition_ids:
        try:
            marks.append((petition_id, mark(petition_id)))
        except KeyGone:
            continue
    return marks


def _binding(search_id: UUID) -> bytes:
    return b"signature search|" + search_id.bytes

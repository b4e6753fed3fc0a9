"""Page loads by source code: counted in memory by the web, written as rows, folded here. Nobody is followed.

A code says which link or poster somebody came by, the same code for everyone who did. What is kept is a number for
a petition, an hour and a code.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.signatures.states import SignatureState
from app.tallies.models import Dimension, PageLoad, PageLoadBucket, TallyBucket

LoadKey = tuple[UUID, datetime, str]
"""Petition, hour, source code."""

CODES_A_PETITION: Final = 200
"""Anybody can make up codes; past these, new ones are counted together."""
OTHER_CODES: Final = "~"
"""No code: it has a character that none may have."""
ROWS_AT_ONCE: Final = 5_000


class SourceFigure(msgspec.Struct, frozen=True):
    """What a source code brought: page loads, and signatures confirmed."""

    code: str
    loads: int
    confirmed: int


def write_loads(session: Session, loads: Mapping[LoadKey, int]) -> None:
    """Leave what a web process counted for a worker to fold."""
    rows = [
        {"petition_id": petition_id, "hour": hour, "source_code": code, "count": count}
        for (petition_id, hour, code), count in loads.items()
    ]
    session.execute(insert(PageLoad.__table__).inline(), rows)  # type: ignore[arg-type]


def fold_loads(session: Session) -> int:
    """Add waiting loads to their buckets; return how many rows were folded."""
    oldest = select(PageLoad.position).order_by(PageLoad.position).limit(ROWS_AT_ONCE).with_for_update(skip_locked=True)
    rows = session.execute(
        delete(PageLoad)
        .where(PageLoad.position.in_(oldest))
        .returning(PageLoad.petition_id, PageLoad.hour, PageLoad.source_code, PageLoad.count)
    ).all()
    known = _known_codes(session, {row.petition_id for row in rows})
    sums: Counter[LoadKey] = Counter()
    for petition_id, hour, code, count in rows:
        sums[petition_id, hour, _counted_as(code, known[petition_id])] += count
    _add(session, sums)
    return len(rows)


def _known_codes(session: Session, petition_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    known: dict[UUID, set[str]] = {petition_id: set() for petition_id in petition_ids}
    query = select(PageLoadBucket.petition_id, PageLoadBucket.source_code).distinct()
    for petition_id, code in session.execute(query.where(PageLoadBucket.petition_id.in_(known))):
        known[petition_id].add(code)
    return known


def _counted_as(code: str, known: set[str]) -> str:
    if code in known or len(known) < CODES_A_PETITION:
        known.add(code)
        return code
    return OTHER_CODES


def _add(session: Session, sums: Counter[LoadKey]) -> None:
    rows = [
        {"petition_id": petition_id, "hour": hour, "source_code": code, "count": count}
        for (petition_id, hour, code), count in sorted(sums.items())
    ]
    if rows:
        statement = upsert(PageLoadBucket)
        added = {"count": PageLoadBucket.count + statement.excluded.count}
        session.execute(statement.on_conflict_do_update(constraint="pk_page_load_bucket", set_=added), rows)


def list_sources(session: Session, petition_id: UUID) -> list[SourceFigure]:
    """Return every source code of a petition with what it brought, the most signatures first."""
    loads = dict(
        session.execute(
            select(PageLoadBucket.source_code, func.sum(PageLoadBucket.count))
            .where(PageLoadBucket.petition_id == petition_id)
            .group_by(PageLoadBucket.source_code)
        ).all()
    )
    confirmed = dict(
        session.execute(
            select(TallyBucket.key, TallyBucket.count).where(
                TallyBucket.petition_id == petition_id,
                TallyBucket.dimension == Dimension.SOURCE,
                TallyBucket.state == SignatureState.CONFIRMED,
            )
        ).all()
    )
    figures = [
        SourceFigure(code, int(loads.get(code, 0)), confirmed.get(code, 0)) for code in loads.keys() | confirmed.keys()
    ]
    return sorted(figures, key=lambda figure: (-figure.confirmed, -figure.loads, figure.code))

"""Reading checkpoints: the newest, a page of them, one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkpoints.chain import SignedCheckpoint
from app.checkpoints.models import Checkpoint
from app.core.errors import NotFound

_MOST: Final = 1_000_000
"""Days in 2,700 years: a larger number leads nowhere, and to no question."""


def find_newest(session: Session, *, made_before: datetime | None = None) -> Checkpoint | None:
    """Return the newest checkpoint, or the newest made by a moment; None where there is none."""
    query = select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)
    if made_before is not None:
        query = query.where(Checkpoint.made_at <= made_before)
    return session.scalar(query)


def list_newest(session: Session, *, limit: int) -> Sequence[Checkpoint]:
    """Return the newest checkpoints, the newest first."""
    return session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(limit)).all()


def list_after(session: Session, number: int, *, limit: int) -> Sequence[Checkpoint]:
    """Return the checkpoints after this number, the oldest first."""
    query = select(Checkpoint).where(Checkpoint.number > number).order_by(Checkpoint.number).limit(limit)
    return session.scalars(query).all()


def get_checkpoint(session: Session, number: int) -> Checkpoint:
    """Return one checkpoint, or raise NotFound."""
    found = session.get(Checkpoint, number) if number <= _MOST else None
    if found is None:
        raise NotFound("no such checkpoint")
    return found


def signed(row: Checkpoint) -> SignedCheckpoint:
    """Return a row as it is checked."""
    return SignedCheckpoint(row.content, row.sha256.hex(), row.signature)

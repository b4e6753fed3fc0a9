"""Wordings: their canonical form, their hash, and opening them for good."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.petitions.models import Petition, Recipient, Wording, WordingRecipient


def canonical_wording(
    ask: dict[str, str], demands: dict[str, list[str]], named_recipients: Sequence[dict[str, str]]
) -> bytes:
    """Return the bytes that the wording's hash is over: JSON, keys sorted, no spaces, UTF-8.

    Everything a signatory assents to is in it: the ask, the demands, and who gets the names of those who agree.
    """
    content = {"ask": ask, "demands": demands, "named_recipients": list(named_recipients)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def wording_digest(ask: dict[str, str], demands: dict[str, list[str]], named_recipients: Sequence[Recipient]) -> bytes:
    """Return the hash by which a wording is known."""
    names = sorted((recipient.name for recipient in named_recipients), key=lambda name: sorted(name.items()))
    return hashlib.sha256(canonical_wording(ask, demands, names)).digest()


def open_wording(
    session: Session, petition: Petition, *, ask: dict[str, str], demands: dict[str, list[str]],
    named_recipients: Sequence[Recipient], now: datetime,
) -> Wording:  # fmt: skip
    """Add the next wording of a petition with its named recipients, and open it: from now on it is immutable."""
    last = session.scalar(select(func.max(Wording.number)).where(Wording.petition_id == petition.id)) or 0
    wording = Wording(
        petition_id=petition.id,
        number=last + 1,
        ask=ask,
        demands=demands,
        sha256=wording_digest(ask, demands, named_recipients),
    )
    session.add(wording)
    session.flush()
    session.add_all(WordingRecipient(wording_id=wording.id, recipient_id=each.id) for each in named_recipients)
    session.flush()
    wording.opened_at = now
    session.flush()
    return wording


def get_current_wording(session: Session, petition_id: UUID) -> Wording:
    """Return the newest open wording of a petition, or raise NotFound."""
    wording = find_current_wording(session, petition_id)
    if wording is None:
        raise NotFound("the petition has no open wording")
    return wording


def find_current_wording(session: Session, petition_id: UUID) -> Wording | None:
    """Return the newest open wording of a petition, or None before there is one."""
    return session.scalar(
        select(Wording)
        .where(Wording.petition_id == petition_id, Wording.opened_at.is_not(None))
        .order_by(Wording.number.desc())
        .limit(1)
    )


def list_open_wordings(session: Session, petition_id: UUID) -> Sequence[Wording]:
    """Return every wording of a petition that was ever open, the newest first."""
    opened = select(Wording).where(Wording.petition_id == petition_id, Wording.opened_at.is_not(None))
    return session.scalars(opened.order_by(Wording.number.desc())).all()

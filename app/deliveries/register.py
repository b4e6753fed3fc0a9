"""The register of a delivery: what happened to it after it was approved, in the order it was entered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, undefer

from app.audit.chain import record
from app.core.clock import day_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.text import has_control_characters, has_letter, tidy
from app.deliveries.acting import move
from app.deliveries.errors import EntryRefused, EvidenceRefused, NotAllowedNow
from app.deliveries.models import Delivery, DeliveryEntry, DeliveryEvidence
from app.deliveries.rules import LINE_LENGTH, Entry, complain, next_kinds, state_after
from app.deliveries.states import MOVES, EvidenceKind, EvidenceState

EVIDENCE_BYTES: Final = 25 << 20
MOST_EVIDENCE: Final = 20


def enter(session: Session, delivery: Delivery, entry: Entry, *, actor: str, now: datetime) -> None:
    """Add a line to the register, and move the delivery along with it. Raises EntryRefused or NotAllowedNow."""
    if entry.kind not in next_kinds(delivery.state):
        raise NotAllowedNow(delivery.state)
    first = list_entries(session, delivery.id)[:1]
    begins = first[0].day if first else day_of(delivery.cut_off or now)
    if complaint := complain(entry, not_before=begins, today=day_of(now)):
        raise EntryRefused(*complaint)
    if (state := state_after(entry.kind)) is not None:
        out_of = {before for before, after in MOVES if after is state}
        move(session, delivery, state, out_of=out_of, actor=actor, now=now, details={"day": entry.day.isoformat()})
    else:
        record(session, actor=actor, action="delivery.noted", subject_kind="delivery", subject_id=delivery.id, now=now)
    session.add(
        DeliveryEntry(
            delivery_id=delivery.id,
            kind=entry.kind,
            day=entry.day,
            manner=entry.manner,
            place=tidy(entry.place),
            by_whom=tidy(entry.by_whom),
            words=entry.words.strip(),
            reply_due=entry.reply_due,
            recorded_by=actor,
            recorded_at=now,
        )
    )
    session.flush()


def list_entries(session: Session, delivery_id: UUID) -> Sequence[DeliveryEntry]:
    """Return the register of a delivery, the oldest first."""
    query = select(DeliveryEntry).where(DeliveryEntry.delivery_id == delivery_id)
    return session.scalars(query.order_by(DeliveryEntry.number)).all()


def entry_of(row: DeliveryEntry) -> Entry:
    """Return a line of the register as a plain value."""
    return Entry(row.kind, row.day, row.manner, row.place, row.by_whom, row.words, row.reply_due)


def add_evidence(
    session: Session, delivery: Delivery, content: bytes, *, kind: EvidenceKind, shows: str, actor: str, now: datetime
) -> UUID:
    """Take a picture in, to be made anew by a worker; return its id. Raises EvidenceRefused or NotAllowedNow."""
    if not next_kinds(delivery.state):
        raise NotAllowedNow(delivery.state)
    shows = tidy(shows)
    if not has_letter(shows) or len(shows) > LINE_LENGTH or has_control_characters(shows):
        raise EvidenceRefused("shows", "missing")
    if not content:
        raise EvidenceRefused("picture", "missing")
    if len(content) > EVIDENCE_BYTES:
        raise EvidenceRefused("picture", "too_heavy")
    if len(list_evidence(session, delivery.id)) >= MOST_EVIDENCE:
        raise EvidenceRefused("picture", "too_many")
    evidence_id = new_id()
    session.execute(
        insert(DeliveryEvidence).values(
            id=evidence_id, delivery_id=delivery.id, kind=kind, shows=shows, state=EvidenceState.WAITING,
            added_by=actor, added_at=now, original=content,
        )
    )  # fmt: skip
    record(session, actor=actor, action="delivery.evidence_added", subject_kind="delivery", subject_id=delivery.id,
           details={"evidence": str(evidence_id), "kind": kind.value}, now=now)  # fmt: skip
    return evidence_id


def list_evidence(session: Session, delivery_id: UUID) -> Sequence[DeliveryEvidence]:
    """Return the pictures of a delivery's register, without what they hold."""
    query = select(DeliveryEvidence).where(DeliveryEvidence.delivery_id == delivery_id)
    return session.scalars(query.order_by(DeliveryEvidence.added_at, DeliveryEvidence.id)).all()


def get_evidence(session: Session, delivery: Delivery, evidence_id: UUID) -> bytes:
    """Return a finished picture (JPEG) of a delivery's register, or raise NotFound."""
    row = session.scalar(
        select(DeliveryEvidence)
        .where(DeliveryEvidence.id == evidence_id, DeliveryEvidence.delivery_id == delivery.id)
        .options(undefer(DeliveryEvidence.content))
    )
    if row is None or row.content is None:
        raise NotFound("no such picture")
    return row.content


def count_unmade(session: Session, delivery_id: UUID) -> int:
    """Return how many pictures of a delivery still wait for a worker."""
    waiting = select(func.count()).where(
        DeliveryEvidence.delivery_id == delivery_id, DeliveryEvidence.state == EvidenceState.WAITING
    )
    return session.scalar(waiting) or 0

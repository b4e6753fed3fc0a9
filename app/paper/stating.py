"""Stating a partner's number: proposed by one person, approved by another, replaced by a newer one, never rewritten."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.core import edtf
from app.core.clock import day_of
from app.core.edtf import EdtfError
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.text import has_control_characters, has_letter, tidy
from app.paper.errors import StatementComplaint, StatementRefused
from app.paper.ordering import get_petition_id
from app.paper.partners import STATED_MOVES, PartnerTally, PublishedPartnerTally, StatedState

PARTNER_LENGTH: Final = 120
NOTE_LENGTH: Final = 300
EVIDENCE_LENGTH: Final = 500
MOST_FIGURE: Final = 100_000_000
_EVIDENCE: Final = re.compile(r"https?://[^\s/@:]+\.[^\s/@:]+(?:/\S*)?")


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner states. ``as_of`` is EDTF; ``replaces`` is an earlier statement of the same partner."""

    partner: str
    figure: int
    as_of: str
    evidence: str
    note: str = ""
    replaces: UUID | None = None


def state_tally(
    session: Session, campaign_id: UUID, stated: Statement, *, organisation_id: UUID, actor: str, now: datetime
) -> PartnerTally:
    """Propose a number, to be approved by somebody else. Raises NotFound or StatementRefused."""
    petition_id = get_petition_id(session, campaign_id, organisation_id=organisation_id)
    _refuse(stated, now=now)
    tally_id = new_id()
    earlier = get_tally(session, stated.replaces, petition_id=petition_id) if stated.replaces else None
    tally = PartnerTally(
        id=tally_id,
        organisation_id=organisation_id,
        petition_id=petition_id,
        series_id=earlier.series_id if earlier else tally_id,
        partner=tidy(stated.partner),
        figure=stated.figure,
        as_of=stated.as_of,
        evidence=stated.evidence,
        note=tidy(stated.note),
        proposed_by=actor,
        proposed_at=now,
    )
    session.add(tally)
    session.flush()
    _record(session, tally, "proposed", actor=actor, now=now)
    return tally


def approve_tally(session: Session, tally: PartnerTally, *, actor: str, now: datetime) -> None:
    """Have a number shown in place of the partner's earlier one. Raises StatementRefused, also for who proposed it."""
    if actor == tally.proposed_by:
        raise StatementRefused(StatementComplaint.SAME_PERSON)
    earlier = (
        update(PartnerTally)
        .where(PartnerTally.series_id == tally.series_id, PartnerTally.state == StatedState.APPROVED)
        .values(state=StatedState.SUPERSEDED)
    )
    session.execute(earlier.execution_options(synchronize_session=False))
    _move(session, tally, StatedState.APPROVED, actor=actor, now=now)


def refuse_tally(session: Session, tally: PartnerTally, *, actor: str, now: datetime) -> None:
    """Let a proposed number not be shown. Raises StatementRefused."""
    if actor == tally.proposed_by:
        raise StatementRefused(StatementComplaint.SAME_PERSON)
    _move(session, tally, StatedState.REFUSED, actor=actor, now=now)


def withdraw_tally(session: Session, tally: PartnerTally, *, actor: str, now: datetime) -> None:
    """Take a number back, shown or not; its row stays as history. Raises StatementRefused."""
    _move(session, tally, StatedState.WITHDRAWN, actor=None, now=now)
    _record(session, tally, "withdrawn", actor=actor, now=now)


def get_tally(session: Session, tally_id: UUID, *, petition_id: UUID) -> PartnerTally:
    """Return a stated number of a petition, or raise NotFound."""
    tally = session.get(PartnerTally, tally_id)
    if tally is None or tally.petition_id != petition_id:
        raise NotFound("no such number")
    return tally


def list_tallies(session: Session, petition_id: UUID) -> Sequence[PartnerTally]:
    """Return all that was ever stated for a petition, the newest first."""
    query = select(PartnerTally).where(PartnerTally.petition_id == petition_id)
    return session.scalars(query.order_by(PartnerTally.proposed_at.desc(), PartnerTally.id)).all()


def list_approved(session: Session, petition_id: UUID) -> Sequence[PartnerTally]:
    """Return what stands under partners' names now, the largest first."""
    query = select(PartnerTally).where(
        PartnerTally.petition_id == petition_id, PartnerTally.state == StatedState.APPROVED
    )
    return session.scalars(query.order_by(PartnerTally.figure.desc(), PartnerTally.id)).all()


def publish_partners(session: Session) -> int:
    """Show what is approved, take away what is not any more; return how many numbers changed."""
    approved = select(PartnerTally).where(PartnerTally.state == StatedState.APPROVED)
    gone = session.scalars(
        delete(PublishedPartnerTally)
        .where(PublishedPartnerTally.id.not_in(approved.with_only_columns(PartnerTally.id)))
        .returning(PublishedPartnerTally.id)
        .execution_options(synchronize_session=False)
    ).all()
    shown = select(PublishedPartnerTally.id)
    new = session.scalars(approved.where(PartnerTally.id.not_in(shown))).all()
    for tally in new:
        shown_fields = ("id", "petition_id", "partner", "figure", "as_of", "evidence")
        session.add(PublishedPartnerTally(**{field: getattr(tally, field) for field in shown_fields}))
    session.flush()
    return len(gone) + len(new)


def _move(session: Session, tally: PartnerTally, state: StatedState, *, actor: str | None, now: datetime) -> None:
    values = {"state": state} | ({"decided_by": actor, "decided_at": now} if actor else {})
    moved = session.scalar(
        update(PartnerTally)
        .where(
            PartnerTally.id == tally.id,
            PartnerTally.state.in_([before for before, after in STATED_MOVES if after is state]),
        )
        .values(**values)
        .returning(PartnerTally.id)
    )
    if moved is None:
        raise StatementRefused(StatementComplaint.NOT_IN_THIS_STATE)
    if actor:
        _record(session, tally, state.value, actor=actor, now=now)


def _record(session: Session, tally: PartnerTally, act: str, *, actor: str, now: datetime) -> None:
    details = {"partner": tally.partner, "figure": tally.figure, "as_of": tally.as_of}
    record(session, actor=actor, action=f"partner_tally.{act}", subject_kind="partner_tally", subject_id=tally.id,
           details=details, now=now)  # fmt: skip


def _refuse(stated: Statement, *, now: datetime) -> None:
    partner, note = tidy(stated.partner), tidy(stated.note)
    if not has_letter(partner) or len(partner) > PARTNER_LENGTH or has_control_characters(partner):
        raise StatementRefused(StatementComplaint.PARTNER, field="partner")
    if not 0 < stated.figure <= MOST_FIGURE:
        raise StatementRefused(StatementComplaint.FIGURE, field="figure")
    if len(stated.evidence) > EVIDENCE_LENGTH or not _EVIDENCE.fullmatch(stated.evidence):
        raise StatementRefused(StatementComplaint.EVIDENCE, field="evidence")
    if len(note) > NOTE_LENGTH or has_control_characters(note):
        raise StatementRefused(StatementComplaint.NOTE, field="note")
    try:
        earliest = edtf.parse(stated.as_of).earliest
    except EdtfError:
        raise StatementRefused(StatementComplaint.NOT_A_DATE, field="as_of") from None
    if earliest is not None and earliest > day_of(now):
        raise StatementRefused(StatementComplaint.IN_THE_FUTURE, field="as_of")

"""Turning switches, and giving petitions back the time in which nobody could sign them."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.audit.chain import record
from app.campaigns.models import Campaign, CampaignState
from app.petitions.models import Petition
from app.petitions.publishing import publish_campaign
from app.switches.errors import AlreadyTurned
from app.switches.models import Standstill, Switch
from app.switches.queries import find_standstill, list_kinds
from app.switches.rules import time_lost
from app.switches.states import STANDSTILL, SwitchKind


def turn_on(session: Session, kind: SwitchKind, *, reason: str, actor: str, now: datetime) -> None:
    """Stop something everywhere; it takes effect within seconds. ``actor`` as in the audit. Raises AlreadyTurned."""
    if kind in list_kinds(session):
        raise AlreadyTurned
    began = (find_standstill(session) or now) if kind in STANDSTILL else None
    session.add(Switch(kind=kind, since=now, standstill_since=began, reason=reason, turned_by=actor))
    session.flush()
    _note(session, f"switch {kind} on", reason=reason, actor=actor, now=now)


def turn_off(session: Session, kind: SwitchKind, *, reason: str, actor: str, now: datetime) -> None:
    """Let it go on. After a standstill a worker moves the ends of petitions. Raises AlreadyTurned."""
    switch = session.get(Switch, kind)
    if switch is None:
        raise AlreadyTurned
    began = switch.standstill_since
    session.delete(switch)
    session.flush()
    if began is not None and find_standstill(session) is None:
        session.execute(insert(Standstill).values(began_at=began, ended_at=now))
    _note(session, f"switch {kind} off", reason=reason, actor=actor, now=now)


def extend_next(session: Session, *, now: datetime) -> int | None:
    """Give the petitions back what one standstill took from them; return how many, or None where none waits."""
    waiting = select(Standstill).where(Standstill.petitions.is_(None)).order_by(Standstill.ended_at).limit(1)
    still = session.scalar(waiting.with_for_update(skip_locked=True))
    if still is None:
        return None
    touched = select(Petition).where(Petition.closes_at > still.began_at, Petition.opens_at < still.ended_at)
    petitions = session.scalars(touched.order_by(Petition.id).with_for_update()).all()
    for petition in petitions:
        _extend(session, petition, still, now=now)
    still.petitions = len(petitions)
    record(
        session, actor="worker", action="deadlines extended", subject_kind="standstill", subject_id=still.id, now=now,
        details={"petitions": len(petitions)},
    )  # fmt: skip
    return len(petitions)


def _extend(session: Session, petition: Petition, still: Standstill, *, now: datetime) -> None:
    lost = time_lost(
        opens_at=petition.opens_at, closes_at=petition.closes_at, began_at=still.began_at, ended_at=still.ended_at
    )
    petition.closes_at = petition.closes_at and petition.closes_at + lost
    petition.extended_seconds += int(lost.total_seconds())
    session.flush()
    state = session.scalar(select(Campaign.state).where(Campaign.id == petition.campaign_id))
    if state is CampaignState.PUBLISHED:
        publish_campaign(session, petition.id, now=now)


def _note(session: Session, action: str, *, reason: str, actor: str, now: datetime) -> None:
    record(session, actor=actor, action=action, subject_kind="switch", now=now, details={"reason": reason})

"""Which switches are on. The truth is a row: where it cannot be read, nothing else can either."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.switches.models import Standstill, Switch
from app.switches.states import NO_BULK_MAIL, SwitchKind


def list_turned_on(session: Session) -> Sequence[Switch]:
    """Return the switches that are on, with reasons: for consoles, workers and operators."""
    return session.scalars(select(Switch).order_by(Switch.since)).all()


def list_kinds(session: Session) -> dict[SwitchKind, datetime | None]:
    """Return the kinds that are on, with the beginning of the standstill: all that the public web may read."""
    return {row.kind: row.standstill_since for row in session.execute(select(Switch.kind, Switch.standstill_since))}


def is_bulk_mail_stopped(session: Session) -> bool:
    """Whether updates and reminders stay where they are."""
    return session.scalar(select(Switch.kind).where(Switch.kind.in_(NO_BULK_MAIL)).limit(1)) is not None


def find_standstill(session: Session) -> datetime | None:
    """Return since when nothing can be signed; None while it can."""
    return next((since for since in list_kinds(session).values() if since is not None), None)


def list_standstills(session: Session, *, limit: int) -> Sequence[Standstill]:
    """Return the last standstills that ended, the newest first."""
    return session.scalars(select(Standstill).order_by(Standstill.ended_at.desc()).limit(limit)).all()

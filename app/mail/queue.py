"""Putting mails into the queue, within the cap of three confirmation mails a day to one address."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import Keyring
from app.mail.addresses import canonical
from app.mail.models import MailCap, MailKind, Priority, Suppression

CONFIRMATIONS_A_DAY: Final = 3
PLANNED_DAYS_AHEAD: Final = 7
REPEAT_WITHIN: Final = timedelta(minutes=10)


class Caps:
    """What was sent or planned to the addresses of one batch, counted by day under the cap keys."""

    def __init__(self, session: Session, keyring: Keyring, *, addresses: Iterable[str], now: datetime) -> None:
        self._session, self._keyring, self._now = session, keyring, now
        self._planned: dict[bytes, list[MailCap]] = {}
        self._new: list[MailCap] = []
        self._read([self._trace(address, day_of(now)) for address in addresses])

    def is_repeat(self, address: str, content: bytes) -> bool:
        """Whether a mail with exactly this content went to this address within the last ten minutes."""
        since = self._now - REPEAT_WITHIN
        caps = self._planned.get(self._trace(address, day_of(self._now)), [])
        return any(cap.content_trace == content and cap.planned_at > since for cap in caps)

    def plan(self, address: str, content: bytes, mail_id: UUID) -> datetime | None:
        """Give the mail its time: now, or the first day with room. None when every day ahead is full."""
        for ahead in range(PLANNED_DAYS_AHEAD):
            day = day_of(self._now) + timedelta(days=ahead)
            caps = self._on_day(address, day)
            if len(caps) < CONFIRMATIONS_A_DAY:
                planned = self._now if ahead == 0 else _some_minute_of(day)
                cap = MailCap(
                    mail_id=mail_id,
                    address_trace=self._trace(address, day),
                    content_trace=content,
                    planned_at=planned.replace(second=0, microsecond=0),
                )
                caps.append(cap)
                self._new.append(cap)
                return planned
        return None

    def save(self) -> None:
        """Write what was planned."""
        self._session.add_all(self._new)

    def _on_day(self, address: str, day: date) -> list[MailCap]:
        trace = self._trace(address, day)
        if trace not in self._planned and day != day_of(self._now):
            self._read([trace])
        return self._planned.setdefault(trace, [])

    def _trace(self, address: str, day: date) -> bytes:
        return self._keyring.cap(address, day=day)

    def _read(self, traces: list[bytes]) -> None:
        for cap in self._session.scalars(select(MailCap).where(MailCap.address_trace.in_(traces))):
            self._planned.setdefault(cap.address_trace, []).append(cap)


def mail_row(
    keyring: Keyring, *, mail_id: UUID, kind: MailKind, subject_id: UUID, language: str, address: str,
    not_before: datetime, today: date,
) -> dict[str, object]:  # fmt: skip
    """Return the row of one mail, for an insert of many."""
    key = f"address-{today}"
    return {
        "id": mail_id,
        "kind": kind,
        "subject_id": subject_id,
        "language": language,
        "priority": Priority.CONFIRMATION if kind is MailKind.CONFIRM else Priority.ELSE,
        "state": "queued",
        "address_sealed": keyring.seal_address(address, key=key, row=mail_id),
        "address_key": key,
        "not_before": not_before,
        "attempts": 0,
    }


def list_suppressed(session: Session, keyring: Keyring, addresses: Iterable[str]) -> set[str]:
    """Return those addresses that asked never to be written to again."""
    by_fingerprint = {keyring.suppression(canonical(address)): address for address in addresses}
    found = session.scalars(select(Suppression.fingerprint).where(Suppression.fingerprint.in_(by_fingerprint)))
    return {by_fingerprint[fingerprint] for fingerprint in found}


def _some_minute_of(day: date) -> datetime:
    """Spread what was delayed over the first hour of the day."""
    return datetime.combine(day, time(0, random.randrange(60)), tzinfo=UTC)  # noqa: S311 - no secret

"""Putting mails into the queue, within a cap of mails a day to one person."""

import random
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.clock import day_of
from app.core.crypto import Keyring
from app.mail.addresses import mailbox, untagged
from app.mail.models import MailCap, MailKind, MailState, OutgoingMail, Priority, Suppression, SuppressionReason
from app.mail.rules import choose_to_leave

REPEAT_WITHIN: Final = timedelta(minutes=10)
STEP_ASIDE_AFTER: Final = timedelta(seconds=2)


_PRIORITIES: Final = {MailKind.CONFIRM: Priority.CONFIRMATION, MailKind.REMINDER: Priority.REMINDER}


class CapOn(StrEnum):
    """What is counted apart: nobody can keep a person from the private page by posting forms."""

    CONFIRMATIONS = ""
    LINKS = "links|"


A_DAY: Final = {CapOn.CONFIRMATIONS: 3, CapOn.LINKS: 2}


class Caps:
    """What was sent or planned to the people of one batch, counted by day under the cap keys.

    A mail has its place today, else tomorrow. When both days are full it takes the place of one that waits for
    tomorrow: the queue for one person never grows beyond that, and is never closed to the newest.
    """

    def __init__(
        self, session: Session, keyring: Keyring, *, people: Collection[str], now: datetime,
        on: CapOn = CapOn.CONFIRMATIONS,
    ) -> None:  # fmt: skip
        self._session, self._keyring, self._now, self._on = session, keyring, now, on
        self._days = (day_of(now), day_of(now) + timedelta(days=1))
        self._planned: dict[bytes, list[MailCap]] = {}
        self._new: list[MailCap] = []
        self._read([self._trace(person, day) for person in people for day in self._days])

    def is_repeat(self, person: str, content: bytes) -> bool:
        """Whether a mail with exactly this content went to this person within ten minutes, or waits to go."""
        since = self._now - REPEAT_WITHIN
        return any(
            cap.content_trace == content and cap.planned_at > since
            for day in self._days
            for cap in self._on_day(person, day)
        )

    def plan(
        self, person: str, content: bytes, mail_id: UUID, *, network: bytes | None
    ) -> tuple[datetime, UUID | None]:
        """Give the mail its time; return it with the mail that has to make room, if one has."""
        day = next((day for day in self._days if len(self._on_day(person, day)) < A_DAY[self._on]), None)
        out = None if day else self._make_room(self._on_day(person, self._days[1]), network)
        planned = self._now if day == self._days[0] else _some_minute_of(self._days[1])
        cap = MailCap(
            mail_id=mail_id,
            address_trace=self._trace(person, day or self._days[1]),
            content_trace=content,
            network_trace=network,
            planned_at=planned.replace(second=0, microsecond=0),
        )
        self._planned.setdefault(cap.address_trace, []).append(cap)
        self._new.append(cap)
        return planned, out

    def release(self, person: str, mail_ids: Collection[UUID]) -> None:
        """Give back the places of mails that will not go out."""
        for day in self._days:
            for cap in [cap for cap in self._on_day(person, day) if cap.mail_id in mail_ids]:
                self._remove(self._on_day(person, day), cap)

    def save(self) -> None:
        """Write what was planned."""
        self._session.add_all(self._new)

    def _make_room(self, waiting: list[MailCap], network: bytes | None) -> UUID:
        cap = waiting[choose_to_leave([each.network_trace for each in waiting], network)]
        self._remove(waiting, cap)
        return cap.mail_id

    def _remove(self, caps: list[MailCap], cap: MailCap) -> None:
        caps.remove(cap)
        if cap in self._new:
            self._new.remove(cap)
        else:
            self._session.delete(cap)

    def _on_day(self, person: str, day: date) -> list[MailCap]:
        return self._planned.setdefault(self._trace(person, day), [])

    def _trace(self, person: str, day: date) -> bytes:
        return self._keyring.cap(self._on + person, day=day)

    def _read(self, traces: list[bytes]) -> None:
        query = select(MailCap).where(MailCap.address_trace.in_(traces)).order_by(MailCap.planned_at, MailCap.mail_id)
        for cap in self._session.scalars(query):
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
        "priority": _PRIORITIES.get(kind, Priority.ELSE),
        "state": "queued",
        "address_sealed": keyring.seal_address(address, key=key, row=mail_id),
        "address_key": key,
        "not_before": not_before,
        "attempts": 0,
    }


def cancel_mails(
    session: Session, *, mail_ids: Collection[UUID] = (), about: Collection[UUID] = ()
) -> dict[UUID, UUID]:
    """Take mails off the queue, by their ids or by what they are about; return ids with what each was about."""
    cancelled = session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.id.in_(mail_ids) | OutgoingMail.subject_id.in_(about), OutgoingMail.state == MailState.QUEUED
        )
        .values(state=MailState.CANCELLED, address_sealed=None)
        .returning(OutgoingMail.id, OutgoingMail.subject_id)
        .execution_options(synchronize_session=False)
    )
    return dict(cancelled.all())


def list_suppressed(session: Session, keyring: Keyring, addresses: Iterable[str], *, is_bulk: bool = False) -> set[str]:
    """Return those addresses that are to be left alone, themselves or as what their tag belongs to.

    Who complained of what is sent to many is left alone by that alone: ``is_bulk``.
    """
    asked = [
        (keyring.suppression(form), address)
        for address in set(addresses)
        for form in {mailbox(address), untagged(address)}
    ]
    marks = {mark for mark, _ in asked}
    query = select(Suppression.fingerprint).where(Suppression.fingerprint.in_(marks))
    if not is_bulk:
        query = query.where(Suppression.reason != SuppressionReason.COMPLAINT)
    found = set(session.scalars(query))
    return {address for mark, address in asked if mark in found}


def is_behind(session: Session, *, now: datetime) -> bool:
    """Whether a confirmation or a reminder has waited for longer than sending them takes: all else steps aside."""
    behind = select(OutgoingMail.position).where(
        OutgoingMail.state == MailState.QUEUED,
        OutgoingMail.priority < Priority.ELSE,
        OutgoingMail.not_before < now - STEP_ASIDE_AFTER,
    )
    return session.scalar(behind.limit(1)) is not None


def _some_minute_of(day: date) -> datetime:
    """Spread what was delayed over the first hour of the day."""
    return datetime.combine(day, time(0, random.randrange(60)), tzinfo=UTC)  # noqa: S311 - no secret

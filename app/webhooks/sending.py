"""Telling what waits: read a batch, close the transaction, call, then write down what came of each.

A worker killed in between tells the same events again, under the same ids.
"""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from app.core.crypto import KeyGone, Keyring
from app.core.sealing import NotOurs
from app.webhooks.calling import Answer, Caller
from app.webhooks.models import Webhook, WebhookCall, WebhookEvent, WebhookTry
from app.webhooks.noticing import body_of
from app.webhooks.rules import FAILURES_AT_MOST, Outcome, judge, pause_after
from app.webhooks.signing import headers_for
from app.webhooks.states import CallState, WebhookState

BATCH: Final = 32
OF_ONE_WEBHOOK: Final = 4
"""One that is slow does not fill a batch alone."""
AT_ONCE: Final = 8


@dataclass(frozen=True, kw_only=True)
class Due:
    """A call ready to go; ``secret`` is None where it could not be opened."""

    call_id: UUID
    webhook_id: UUID
    event_id: UUID
    attempts: int
    address: str
    secret: str | None
    body: bytes


def read_due(session: Session, keyring: Keyring, *, now: datetime) -> list[Due]:
    """Return calls that are due to active webhooks, the longest due first. Reads only."""
    place = func.row_number().over(partition_by=WebhookCall.webhook_id, order_by=WebhookCall.not_before)
    waiting = (
        select(WebhookCall.id, place.label("place"))
        .join(Webhook, Webhook.id == WebhookCall.webhook_id)
        .where(WebhookCall.state == CallState.WAITING, WebhookCall.not_before <= now)
        .where(Webhook.state == WebhookState.ACTIVE)
        .subquery()
    )
    call = aliased(WebhookCall)
    query = (
        select(call, Webhook, WebhookEvent)
        .join(waiting, waiting.c.id == call.id)
        .join(Webhook, Webhook.id == call.webhook_id)
        .join(WebhookEvent, WebhookEvent.id == call.event_id)
        .where(waiting.c.place <= OF_ONE_WEBHOOK)
        .order_by(call.not_before, call.id)
        .limit(BATCH)
    )
    return [_due(keyring, *row) for row in session.execute(query)]


def _due(keyring: Keyring, call: WebhookCall, webhook: Webhook, event: WebhookEvent) -> Due:
    try:
        secret = keyring.open_webhook_secret(webhook.secret_sealed, row=webhook.id)
    except (KeyGone, NotOurs):
        secret = None
    return Due(
        call_id=call.id, webhook_id=webhook.id, event_id=event.id, attempts=call.attempts, address=webhook.address,
        secret=secret, body=body_of(event),
    )  # fmt: skip


def call_all(caller: Caller, due: Sequence[Due], *, now: datetime) -> list[Answer]:
    """Call a few at a time, with no session open; return an answer for each, in order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda each: _call(caller, each, now), due))


def _call(caller: Caller, due: Due, now: datetime) -> Answer:
    if due.secret is None:
        return Answer(status=None, failure="no_key", milliseconds=0)
    headers = headers_for(due.secret, event_id=due.event_id, timestamp=int(now.timestamp()), body=due.body)
    return caller.call(due.address, body=due.body, headers=headers)


def note_answers(session: Session, due: Sequence[Due], answers: Sequence[Answer], *, now: datetime) -> None:
    """Write down what came of each call: taken, to be tried again, or given up."""
    for each, answer in zip(due, answers, strict=True):
        if session.get(WebhookCall, each.call_id) is None:
            continue  # removed with its webhook while we called
        attempts = each.attempts + 1
        outcome = judge(answer.status, attempts=attempts)
        session.add(
            WebhookTry(
                call_id=each.call_id, at=now, status=answer.status, failure=answer.failure,
                milliseconds=answer.milliseconds,
            )
        )  # fmt: skip
        _move(session, each.call_id, outcome, attempts=attempts, now=now)
        _judge_webhook(session, each.webhook_id, outcome, now=now)
    session.flush()


def _move(session: Session, call_id: UUID, outcome: Outcome, *, attempts: int, now: datetime) -> None:
    ended = {Outcome.TAKEN: CallState.TAKEN, Outcome.GIVEN_UP: CallState.FAILED, Outcome.UNWANTED: CallState.FAILED}
    later = now
    if outcome is Outcome.AGAIN:
        later = now + pause_after(attempts, jitter=random.random())  # noqa: S311 - no secret
    session.execute(
        update(WebhookCall)
        .where(WebhookCall.id == call_id, WebhookCall.state == CallState.WAITING)
        .values(state=ended.get(outcome, CallState.WAITING), attempts=attempts, not_before=later)
        .execution_options(synchronize_session=False)
    )


def _judge_webhook(session: Session, webhook_id: UUID, outcome: Outcome, *, now: datetime) -> None:
    """Count failures in a row; disable whoever says it is gone, or has not once said yes for too long."""
    webhook = session.get(Webhook, webhook_id, with_for_update=True)
    if webhook is None:
        return
    webhook.failures = 0 if outcome is Outcome.TAKEN else webhook.failures + 1
    if outcome is Outcome.UNWANTED or webhook.failures >= FAILURES_AT_MOST:
        webhook.state, webhook.disabled_at = WebhookState.DISABLED, now
        session.execute(
            update(WebhookCall)
            .where(WebhookCall.webhook_id == webhook_id, WebhookCall.state == CallState.WAITING)
            .values(state=CallState.FAILED)
            .execution_options(synchronize_session=False)
        )

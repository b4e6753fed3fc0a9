"""Webhooks: noticing what happened, and telling it."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.webhooks.calling import Caller
from app.webhooks.noticing import forget_old_calls, notice_events, publish_key
from app.webhooks.sending import Due, call_all, note_answers, read_due
from tasks.worker import job, keyring, settings


@job("webhooks.notice")
def notice() -> int:
    """Write down what has become public, for those who want to be told."""
    with alone(Lock.NOTICE) as is_ours, unit_of_work() as session:
        if not is_ours:
            return 0
        publish_key(session, keyring())
        return notice_events(session, base_url=settings().base_url, now=utc_now())


@job("webhooks.call")
def call() -> int:
    """Tell what is due until nothing is."""
    total = 0
    with alone(Lock.CALL) as is_ours:
        while is_ours and (due := _read()):
            answers = call_all(Caller(loopback_too=not settings().is_production), due, now=utc_now())
            with unit_of_work() as session:
                note_answers(session, due, answers, now=utc_now())
            total += len(due)
    return total


def _read() -> list[Due]:
    with unit_of_work() as session:
        return read_due(session, keyring(), now=utc_now())


@job("webhooks.forget")
def forget() -> int:
    """Delete the log of calls that ended a month ago."""
    with unit_of_work() as session:
        return forget_old_calls(session, now=utc_now())

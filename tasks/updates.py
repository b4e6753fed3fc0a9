"""Updates: beginning those whose hold is over, showing them, and sending them."""

import time
from typing import Final

import structlog

from app.core.clock import utc_now
from app.core.db import db, unit_of_work
from app.core.locks import Lock, alone
from app.mail.queue import is_behind
from app.mail.sending import send_batch
from app.mail.smtp import PostOffice, PostOfficeClosed
from app.privacy.runs import RuleName as R
from app.switches.queries import is_bulk_mail_stopped
from app.updates.fan_out import count_audiences, finish_sent, start_due
from app.updates.proofs import queue_proofs
from app.updates.publishing import publish_updates
from app.updates.sending import FRESH, Walk, list_walks, read_places, tell_trouble
from tasks.mail import sender
from tasks.upkeep import keep
from tasks.worker import job, keyring, settings

SHIFT_SECONDS: Final = 10
"""So long does one ring send before it looks which updates there are."""

log = structlog.get_logger()


@job("updates.publish")
def publish() -> int:
    """Begin what is due, and show what has begun."""
    now = utc_now()
    with alone(Lock.UPDATES_START) as is_ours, unit_of_work() as session:
        if not is_ours:
            return 0
        count_audiences(session)
        return start_due(session, keyring(), now=now) + publish_updates(session)


@job("updates.queue_proofs")
def queue() -> int:
    """Put test mails to those who write updates into the queue."""
    with alone(Lock.UPDATES_START, 1) as is_ours, unit_of_work() as session:
        return queue_proofs(session, keyring(), now=utc_now()) if is_ours else 0


@job("updates.remove_old_lists")
def remove_lists() -> int:
    """Delete the lists of recipients that nothing is sent by any more, and old test mails."""
    return keep(R.UPDATES)


@job("updates.send_due")
def send_due() -> int:
    """Send in every share that no other sender has, then end what is done."""
    shares = settings().mail_senders
    sent = sum(_send_share(share, shares) for share in range(shares))
    with unit_of_work() as session:
        finish_sent(session, now=utc_now())
    return sent


def _send_share(share: int, shares: int) -> int:
    """Send over one connection, a batch of each update in turn, until nothing is due or confirmations wait."""
    total, ends = 0, time.monotonic() + SHIFT_SECONDS
    with alone(Lock.UPDATES, share) as is_ours, PostOffice(settings().mail_url) as office:
        walks = _list_walks(share, shares) if is_ours else []
        while walks and time.monotonic() < ends and not _must_step_aside():
            counts = {walk.update_id: _send_some(office, walk) for walk in walks}
            total += sum(count or 0 for count in counts.values())
            walks = [walk for walk in walks if counts[walk.update_id] is not None]
    return total


def _list_walks(share: int, shares: int) -> list[Walk]:
    """Return what is to be sent; nothing while bulk mail is stopped."""
    with unit_of_work() as session:
        return [] if is_bulk_mail_stopped(session) else list_walks(session, share=share, shares=shares)


def _must_step_aside() -> bool:
    with unit_of_work() as session:
        return is_bulk_mail_stopped(session) or is_behind(session, now=utc_now())


def _send_some(office: PostOffice, walk: Walk) -> int | None:
    """Send some letters of an update; return how many went out, or None where its walk is over for now."""
    fresh_until = utc_now() + FRESH
    with unit_of_work() as session:
        ready = read_places(session, sender(), walk, now=utc_now())
    if ready is None:
        return None
    letters = walk.iter_fresh(ready, clock=utc_now, until=fresh_until)
    try:
        return send_batch(db.engine, office, walk.marking(sender()), letters, clock=utc_now)
    except PostOfficeClosed as closed:
        log.warning("post office closed", share=walk.share, code=str(closed))
        with unit_of_work() as session:
            tell_trouble(session, walk, str(closed))
        return None

"""Reading paper signatures, counting them, and what goes with them."""

from typing import Final

import structlog

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.paper.counting import publish_overlaps, publish_paper, reconcile_paper
from app.paper.importing import count_read_batches, read_next_page
from app.paper.stating import publish_partners
from app.paper.upkeep import empty_ended_batches, settle_next_scan, take_out
from app.privacy.runs import RuleName as R
from tasks.upkeep import keep
from tasks.worker import job, keyring

PAGES_A_RING: Final = 10
"""A long file must not keep its lane from hiding a name."""
log = structlog.get_logger()


@job("paper.read")
def read_lines() -> int:
    """Read some of the pages that wait, seal scans anew, count what is closed and empty what has ended."""
    pages = 0
    with alone(Lock.PAPER) as is_ours:
        if not is_ours:
            return 0
        while pages < PAGES_A_RING and (_read_once() or _settle_once()):
            pages += 1
        return pages + _tidy_up()


def _read_once() -> bool:
    with unit_of_work() as session:
        return read_next_page(session, keyring())


def _settle_once() -> bool:
    with unit_of_work() as session:
        return settle_next_scan(session, keyring())


def _tidy_up() -> int:
    now = utc_now()
    with unit_of_work() as session:
        changed = take_out(session) + empty_ended_batches(session) + count_read_batches(session, now=now)
        return changed + publish_paper(session, now=now) + publish_partners(session)


@job("paper.publish_overlaps")
def publish_daily() -> int:
    """Say anew, once a day, about how many signed online as well."""
    with alone(Lock.PAPER) as is_ours, unit_of_work() as session:
        return publish_overlaps(session, now=utc_now()) if is_ours else 0


@job("paper.reconcile")
def reconcile() -> int:
    """Compare the figures with the people; freeze what differs and say so."""
    with unit_of_work() as session:
        mismatches = reconcile_paper(session)
    for mismatch in mismatches:
        log.error("paper mismatch", petition_id=str(mismatch.petition_id), count=mismatch.people)
    return len(mismatches)


@job("paper.forget")
def forget() -> int:
    """Forget the names on sheets of petitions that closed long ago."""
    return keep(R.PAPER)

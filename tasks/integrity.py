"""Keeping the number honest: clusters for staff to look at, acts on many signatures, answers to searches."""

import time
from typing import Final

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.integrity.acting import act_on_chunk
from app.integrity.figures import refresh_clusters
from app.integrity.listing import fix_list
from app.integrity.searching import answer_searches
from app.privacy.runs import RuleName as R
from tasks.upkeep import keep
from tasks.worker import job, keyring

SHIFT_SECONDS: Final = 3
"""So long one ring works: a long list must not keep its lane from hiding a name."""


@job("integrity.act")
def act() -> int:
    """Make the lists that wait, and work through those that somebody said yes to."""
    places, ends = 0, time.monotonic() + SHIFT_SECONDS
    with alone(Lock.BULK_ACTS) as is_ours:
        while is_ours and time.monotonic() < ends and (dealt_with := _make_list() or _act_once()):
            places += dealt_with
    return places


def _make_list() -> int:
    with unit_of_work() as session:
        return fix_list(session)


def _act_once() -> int:
    with unit_of_work() as session:
        return act_on_chunk(session, now=utc_now())


@job("integrity.refresh")
def refresh() -> int:
    """Count some clusters again."""
    with alone(Lock.CLUSTERS) as is_ours, unit_of_work() as session:
        return refresh_clusters(session, keyring(), now=utc_now()) if is_ours else 0


@job("integrity.answer")
def answer() -> int:
    """Answer what staff search for."""
    with unit_of_work() as session:
        return answer_searches(session, keyring())


@job("integrity.forget")
def forget() -> int:
    """Forget clusters that say nothing, lists that are over, questions of yesterday, solved challenges."""
    return keep(R.CLUSTERS, R.LISTS)

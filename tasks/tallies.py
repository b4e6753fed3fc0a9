"""Folding the tally, and checking it."""

import structlog

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.tallies.countries import publish_countries as publish_figures_by_country
from app.tallies.folding import fold_tally, refresh_as_of
from app.tallies.loads import fold_loads as fold_waiting_loads
from app.tallies.reconciling import reconcile_tallies
from app.tallies.telling import tell_figures
from tasks.worker import job, keyring

log = structlog.get_logger()


@job("tallies.fold")
def fold() -> int:
    """Add waiting events to the figure."""
    total = 0
    while folded := _fold_once():
        total += folded
    return total


def _fold_once() -> int:
    with unit_of_work() as session:
        return fold_tally(session, now=utc_now())


@job("tallies.fold_loads")
def fold_loads() -> int:
    """Add page loads that the web has counted to their hour and source code."""
    with unit_of_work() as session:
        return fold_waiting_loads(session)


@job("tallies.publish_countries")
def publish_countries() -> int:
    """Make the figures by country anew where those of today are lacking."""
    with alone(Lock.COUNTRIES) as is_ours, unit_of_work() as session:
        return publish_figures_by_country(session, now=utc_now()) if is_ours else 0


@job("tallies.tell")
def tell() -> int:
    """Tell organisers the figures of today where they have not been told."""
    with alone(Lock.TELL) as is_ours, unit_of_work() as session:
        return tell_figures(session, keyring(), now=utc_now()) if is_ours else 0


@job("tallies.refresh")
def refresh() -> int:
    """Say that the figures are true as of now."""
    with unit_of_work() as session:
        refresh_as_of(session, now=utc_now())
    return 0


@job("tallies.reconcile")
def reconcile() -> int:
    """Compare with the signatures; freeze what differs and say so."""
    with unit_of_work() as session:
        mismatches = reconcile_tallies(session)
    for mismatch in mismatches:
        log.error("tally mismatch", petition_id=str(mismatch.petition_id), state=mismatch.state.value)
    return len(mismatches)

"""Compiling deliveries, showing them, making the pictures of their registers anew."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.deliveries.compiling import Compiler
from app.deliveries.correcting import append_corrections
from app.deliveries.developing import develop_next
from app.deliveries.publishing import publish_deliveries
from app.deliveries.upkeep import remove_cancelled
from tasks.worker import job, keyring, settings


@job("deliveries.compile")
def compile_deliveries() -> int:
    """Compile what was requested, and what a killed worker left, until nothing is."""
    count = 0
    with alone(Lock.COMPILE) as is_ours:
        while is_ours and _compiler().compile_next() is not None:
            count += 1
    return count


@job("deliveries.publish")
def publish() -> int:
    """Show what was approved and handed over; clear away the packs of what was cancelled."""
    with alone(Lock.DELIVERIES) as is_ours, unit_of_work() as session:
        return publish_deliveries(session) + remove_cancelled(session, settings().var) if is_ours else 0


@job("deliveries.correct")
def correct() -> int:
    """Append to deliveries what is to be struck from them."""
    with alone(Lock.CORRECTIONS) as is_ours, unit_of_work() as session:
        return append_corrections(session, keyring().delivery_key(), now=utc_now()) if is_ours else 0


@job("deliveries.develop")
def develop() -> int:
    """Make the pictures of registers anew until none waits."""
    count = 0
    with alone(Lock.EVIDENCE) as is_ours:
        while is_ours and develop_next(settings().work) is not None:
            count += 1
    return count


def _compiler() -> Compiler:
    chosen = settings()
    return Compiler(keyring(), var=chosen.var, work=chosen.work, base_url=chosen.base_url, clock=utc_now)

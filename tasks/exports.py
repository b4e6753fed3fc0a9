"""Compiling exports, and letting go of what is over."""

from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from app.exports.compiling import Exporter
from app.exports.upkeep import end_old, remove_files
from tasks.worker import job, keyring, settings


@job("exports.compile")
def compile_exports() -> int:
    """Compile what was approved, and what a killed worker left, until nothing is."""
    count = 0
    with alone(Lock.EXPORTS) as is_ours:
        while is_ours and _exporter().compile_next() is not None:
            count += 1
    return count


@job("exports.end")
def end_exports() -> int:
    """End requests and files that are too old, and remove every file that nobody may fetch any more."""
    with alone(Lock.EXPORTS) as is_ours, unit_of_work() as session:
        return end_old(session, now=utc_now()) + remove_files(session, settings().var) if is_ours else 0


def _exporter() -> Exporter:
    chosen = settings()
    return Exporter(keyring(), var=chosen.var, marker_domain=chosen.export_marker_domain, clock=utc_now)

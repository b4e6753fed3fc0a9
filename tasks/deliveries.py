"""Compiling deliveries."""

from app.core.clock import utc_now
from app.core.locks import Lock, alone
from app.deliveries.compiling import Compiler
from tasks.worker import job, keyring, settings


@job("deliveries.compile")
def compile_deliveries() -> int:
    """Compile what was requested, and what a killed worker left, until nothing is."""
    count = 0
    with alone(Lock.COMPILE) as is_ours:
        while is_ours and _compiler().compile_next() is not None:
            count += 1
    return count


def _compiler() -> Compiler:
    chosen = settings()
    return Compiler(keyring(), var=chosen.var, work=chosen.work, base_url=chosen.base_url, clock=utc_now)

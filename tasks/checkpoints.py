"""The daily checkpoint."""

from app.checkpoints.writing import write_due
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.locks import Lock, alone
from tasks.worker import job, keyring, settings


@job("checkpoints.write")
def write() -> int:
    """Write the checkpoint of this day if there is none yet."""
    with alone(Lock.CHECKPOINTS) as is_ours, unit_of_work() as session:
        key = keyring().delivery_key()
        return write_due(session, key, site=settings().base_url, now=utc_now()) if is_ours else 0

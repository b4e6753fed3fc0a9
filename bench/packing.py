"""One measurement in a process of its own, so that what it took of memory is its own: compile what was asked for, or
reconcile the tally. Prints JSON: ``{"seconds", "memory_mb"}``, memory being the process and its largest child together.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Final

from app import create_app
from app.core.clock import utc_now
from app.core.db import unit_of_work
from app.core.settings import Settings
from app.deliveries.compiling import Compiler
from app.tallies.reconciling import reconcile_tallies

_RECONCILED: Final = 7


def main(what: str) -> None:
    """Measure ``compile`` or ``reconcile`` with the environment's database."""
    flask_app = create_app("worker")
    with flask_app.app_context():
        settings: Settings = flask_app.extensions["vigil.settings"]
        compiler = Compiler(
            flask_app.extensions["vigil.keyring"], var=settings.var, work=settings.work, base_url=settings.base_url,
            clock=utc_now,
        )  # fmt: skip
        took = (
            [_timed(compiler.compile_next)] if what == "compile" else [_timed(_reconcile) for _ in range(_RECONCILED)]
        )
    whole = sum(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": sorted(took)[len(took) // 2], "memory_mb": whole / 1024}))


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    result = work()
    assert result is not None, "there was nothing to do"
    return time.monotonic() - began


def _reconcile() -> bool:
    with unit_of_work() as session:
        assert reconcile_tallies(session) == []
    return True


if __name__ == "__main__":
    main(sys.argv[1])

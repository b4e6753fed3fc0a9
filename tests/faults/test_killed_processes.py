"""Processes die at any moment: web, workers, beat."""

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.faults.crowd import Crowd
from tests.faults.figures import percentiles
from tests.faults.installation import Installation
from tests.faults.story import tell_story

pytestmark = pytest.mark.faults

PROGRAMS = ("web", "intake", "mail", "bulk", "beat")
EVERY_SECONDS = 2.0


class Killer:
    """Kills a process of a random program every two seconds, whichever of the program's processes it is."""

    def __init__(self, installation: Installation) -> None:
        self.killed: Counter[str] = Counter()
        self._installation = installation
        self._draw = random.Random(1)
        self._last = time.monotonic()

    def strike_when_due(self) -> None:
        if time.monotonic() - self._last >= EVERY_SECONDS:
            self._last = time.monotonic()
            self._strike()

    def accompany(self, crowd: Crowd) -> None:
        while not crowd.is_done():
            self.strike_when_due()
            time.sleep(0.05)

    def _strike(self) -> None:
        for name in self._draw.sample(PROGRAMS, len(PROGRAMS)):
            pids = self._installation.runner.pids(name)
            if pids and self._installation.kill(self._draw.choice(pids)):
                self.killed[name] += 1
                return


def test_processes_killed_every_two_seconds(installation: Installation, tell: Callable[..., None]) -> None:
    killer = Killer(installation)
    story = tell_story(
        installation,
        count=3000,
        a_second=90,
        while_signing=killer.accompany,
        while_waiting=killer.strike_when_due,
        while_pressing=killer.accompany,
    )
    p50, p95 = percentiles(story.signing.seconds())
    killed = ", ".join(f"{name} {count}" for name, count in sorted(killer.killed.items()))
    tell("processes killed", killed=f"{killer.killed.total()} ({killed})", **story.figures(), p50=p50, p95=p95)
    story.assert_nothing_lost_nor_counted_twice()
    assert installation.post.extra_copies() <= killer.killed["mail"]

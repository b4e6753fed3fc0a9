"""PostgreSQL is killed while people sign and press, and started again."""

import time
from collections.abc import Callable

import pytest

from tests.faults.crowd import Crowd
from tests.faults.figures import percentiles
from tests.faults.installation import Installation
from tests.faults.story import tell_story

pytestmark = pytest.mark.faults


def test_database_killed(installation: Installation, tell: Callable[..., None]) -> None:
    def kill(*, after_seconds: float, for_seconds: float) -> None:
        time.sleep(after_seconds)
        installation.postgres.kill()
        time.sleep(for_seconds)
        installation.postgres.start()

    def kill_twice(_crowd: Crowd) -> None:
        kill(after_seconds=3, for_seconds=0)
        kill(after_seconds=5, for_seconds=6)

    story = tell_story(
        installation,
        count=1000,
        a_second=80,
        while_signing=kill_twice,
        while_pressing=lambda _crowd: kill(after_seconds=3, for_seconds=2),
    )
    p50, p95 = percentiles(story.signing.seconds())
    tell("PostgreSQL killed three times", **story.figures(), p50=p50, p95=p95)
    story.assert_nothing_lost_nor_counted_twice()
    assert installation.post.extra_copies() == 0

"""The broker dies and comes back knowing nothing, or stops answering: nobody who signs notices."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.faults.crowd import Crowd
from tests.faults.figures import percentiles
from tests.faults.installation import Installation
from tests.faults.story import Story, tell_story

pytestmark = pytest.mark.faults

LONGEST_P95_SECONDS = 1.0
"""The issue's own figure for signing while the broker is away."""


class Absence:
    """When the broker was away: from ``began`` to ``ended``, monotonic seconds."""

    began = ended = 0.0


def test_broker_killed_and_empty(installation: Installation, tell: Callable[..., None]) -> None:
    absence = Absence()

    def kill_and_empty(_crowd: Crowd) -> None:
        time.sleep(3)
        absence.began = time.monotonic()
        installation.valkey.kill()
        time.sleep(7)
        absence.ended = time.monotonic()
        installation.empty_broker()
        installation.valkey.start()

    def kill_again(_crowd: Crowd) -> None:
        time.sleep(1)
        installation.valkey.kill()
        installation.empty_broker()
        installation.valkey.start()

    story = tell_story(installation, count=1200, a_second=90, while_signing=kill_and_empty, while_pressing=kill_again)
    check(story, absence, tell, "broker killed twice, back empty")


def test_broker_frozen(installation: Installation, tell: Callable[..., None]) -> None:
    absence = Absence()

    def freeze(_crowd: Crowd) -> None:
        time.sleep(2)
        absence.began = time.monotonic()
        os.kill(installation.valkey.pid, signal.SIGSTOP)
        time.sleep(30)
        os.kill(installation.valkey.pid, signal.SIGCONT)
        absence.ended = time.monotonic()

    story = tell_story(installation, count=1200, a_second=36, while_signing=freeze)
    check(story, absence, tell, "broker frozen for 30 s")


def check(story: Story, absence: Absence, tell: Callable[..., None], title: str) -> None:
    away = story.signing.seconds(since=absence.began, until=absence.ended)
    p50, p95 = percentiles(away)
    tell(title, **story.figures(), posts_while_away=len(away), p50=p50, p95=p95)
    story.assert_nothing_lost_nor_counted_twice()
    assert story.installation.post.extra_copies() == 0
    assert p95 < LONGEST_P95_SECONDS

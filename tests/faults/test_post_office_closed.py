"""The mail server refuses connections, then answers 451 to three mails in ten."""

import time
from collections.abc import Callable

import pytest

from tests.faults.crowd import Crowd
from tests.faults.figures import percentiles
from tests.faults.installation import Installation
from tests.faults.story import tell_story

pytestmark = pytest.mark.faults


def test_mail_server_refuses(installation: Installation, tell: Callable[..., None]) -> None:
    post = installation.post

    def refuse(_crowd: Crowd) -> None:
        time.sleep(2)
        post.close()
        before = len(post.mails)
        time.sleep(8)
        assert len(post.mails) <= before + 1
        post.open(temporary_share=0.3)

    story = tell_story(installation, count=700, a_second=80, while_signing=refuse)
    p50, p95 = percentiles(story.signing.seconds())
    tell("SMTP refusing, then 30 % temporary", **story.figures(), mails_refused=post.refusals, p50=p50, p95=p95)
    story.assert_nothing_lost_nor_counted_twice()
    assert post.refusals > 100
    assert post.extra_copies() == 0

"""The story that every scenario tells while something breaks: people sign, are mailed, press, are counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.faults.crowd import Crowd, Ledger, people, press_errand, sign_errand
from tests.faults.installation import Installation

PRESSES_A_SECOND: Final = 100
_QUEUE: Final = "SELECT state, kind, count(*) FROM vigil.outgoing_mail GROUP BY 1, 2 ORDER BY 1, 2"


@dataclass(frozen=True)
class Story:
    """What ``count`` people were told while they signed and pressed."""

    installation: Installation
    signing: Ledger
    pressing: Ledger
    seconds: int

    def assert_nothing_lost_nor_counted_twice(self) -> None:
        """Compare what people were told with the signatures, the mails and the figure."""
        site, told = self.installation, self.signing.acknowledged
        assert sorted(site.fingerprints()) == sorted(site.fingerprints_of(list(told)))
        assert {mail.to for mail in site.post.mails} == told
        assert len({mail.message_id for mail in site.post.mails}) == len(told), "somebody got two different mails"
        assert self.pressing.acknowledged == told
        assert sorted(site.fingerprints("confirmed")) == sorted(site.fingerprints_of(list(told)))
        assert site.fetch("SELECT count(*) FROM vigil.tally_event") == [(0,)]
        assert (site.count_buckets(), site.count_published()) == (len(told), len(told))
        assert site.fetch("SELECT count(*) FROM vigil.intake") == [(0,)]

    def figures(self) -> dict[str, object]:
        """Return the figures that every scenario has."""
        return {
            "signings": len(self.signing.acknowledged),
            "posts_retried": self.signing.retried,
            "presses_retried": self.pressing.retried,
            "mails": len(self.installation.post.mails),
            "extra_copies": self.installation.post.extra_copies(),
            "confirmed": self.installation.count_published(),
            "seconds": self.seconds,
        }


def tell_story(
    installation: Installation,
    *,
    count: int,
    a_second: float,
    while_signing: Callable[[Crowd], None],
    while_waiting: Callable[[], None] = lambda: None,
    while_pressing: Callable[[Crowd], None] = lambda _crowd: None,
) -> Story:
    """Let everyone sign, wait until all are mailed, let everyone press, wait for the figure."""
    petition_id, port, began = installation.petition_id, installation.port, time.monotonic()
    crowd = Crowd(port, [sign_errand(petition_id, whom) for whom in people(count)], a_second=a_second)
    while_signing(crowd)
    signing = crowd.wait()
    assert signing.acknowledged == set(people(count))
    mailed = installation.await_count(lambda: len(installation.post.paths()), count, meanwhile=while_waiting)
    assert mailed == count, f"{mailed} of {count} were mailed: {installation.fetch(_QUEUE)}"
    errands = [press_errand(whom, path) for whom, path in installation.post.paths().items()]
    crowd = Crowd(port, errands, a_second=PRESSES_A_SECOND)
    while_pressing(crowd)
    pressing = crowd.wait()
    installation.await_count(installation.count_published, count, meanwhile=while_waiting)
    return Story(installation, signing, pressing, seconds=round(time.monotonic() - began))

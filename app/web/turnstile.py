"""How often one network may come. Kept in the memory of this process alone, under a key that dies with it.

Thousands share a /24 behind a carrier's address translation, and many of Tor's exits stand in a few: the limits are
there to keep the machine answering, not to judge who is genuine. Workers hold what looks like a burst.

Flask-Limiter was refused: its window in memory alone costs 8 µs a request, this 1 µs.
"""

import secrets
import time
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import ip_network
from math import ceil
from typing import Final

MOST_NETWORKS: Final = 50_000
"""Beyond so many, those that are back to rest are forgotten; if none is, all are: better that than no memory."""

_LOOPBACK: Final = "127."


class Turnstile:
    """Lets each network through ``per_minute`` times a minute, all at once if it likes; nought lets everyone through.

    A network's state is one moment: when it will be at rest again (the generic cell rate algorithm of ATM Forum
    traffic management 4.0). Concurrent requests may overlook one another, which lets a few more through.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._at_rest: dict[bytes, float] = {}

    def wait_seconds(self, network: str) -> int:
        """Let a network through (0) or say after how many seconds it may come again; ``network`` as /24 or /48."""
        if not self._interval:
            return 0
        now = self._clock()
        name = blake2b(network.encode(), key=self._key, digest_size=16).digest()
        at_rest = max(self._at_rest.get(name, now), now) + self._interval
        over = at_rest - now - 60
        if over > 1e-6 and not _is_ours(network):
            return ceil(over)
        if len(self._at_rest) >= MOST_NETWORKS:
            self._forget(now)
        self._at_rest[name] = at_rest
        return 0

    def _forget(self, now: float) -> None:
        awake = {name: moment for name, moment in list(self._at_rest.items()) if moment > now}
        self._at_rest = awake if len(awake) < MOST_NETWORKS else {}


def _is_ours(network: str) -> bool:
    """Whether this is our own machine or network: an onion service, or a proxy nobody told us of, and so everybody."""
    return not network or network.startswith(_LOOPBACK) or ip_network(network).network_address.is_private

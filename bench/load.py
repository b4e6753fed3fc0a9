"""A load generator that is cheap enough to share two cores with what it measures.

Raw asyncio connections to loopback, kept open; requests are bytes made beforehand or by a few string operations.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, cast

CLIENTS: Final = 32
_ANSWER_WITHIN_SECONDS: Final = 30


class Line(asyncio.Protocol):
    """One kept HTTP/1.1 connection. The answers it understands carry a Content-Length, as both ways' do."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[bytes] | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        """An answer that was awaited will not come."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Collect one answer, head and body."""
        self._received += data
        head_ends = self._received.find(b"\r\n\r\n")
        if head_ends < 0 or self._answer is None or self._answer.done():
            return
        if len(self._received) >= head_ends + 4 + _content_length(self._received[:head_ends]):
            self._answer.set_result(self._received)

    async def ask(self, request: bytes) -> bytes:
        """Send a request and return the whole answer."""
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


Signing = Callable[[Line], Awaitable[bool]]
"""Carries out one signing over a line; says whether it was answered 303."""


@dataclass
class Load:
    """What came of a load: accepted and refused signings, and how long each took in seconds."""

    seconds: float = 0.0
    accepted: int = 0
    refused: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Accepted signings a second."""
        return self.accepted / self.seconds

    def wait_at(self, part: float) -> float:
        """The time in seconds within which ``part`` (0 to 1) of the signings were answered."""
        return sorted(self.waits)[min(int(len(self.waits) * part), len(self.waits) - 1)]


def sign_for(seconds: float, *, port: int, signing: Signing) -> Load:
    """Let every client sign again as soon as it was answered, for so long."""
    ends = time.monotonic() + seconds

    def moments() -> Iterator[float]:
        while (now := time.monotonic()) < ends:
            yield now

    return asyncio.run(_load(moments(), port=port, signing=signing))


def sign_times(count: int, *, port: int, signing: Signing) -> Load:
    """Sign so many times, as fast as it goes."""
    return asyncio.run(_load((time.monotonic() for _ in range(count)), port=port, signing=signing))


def sign_at(rate: float, seconds: float, *, port: int, signing: Signing) -> Load:
    """Sign at a fixed rate, whether answers come or not: waits count from the moment each was due."""
    begins = time.monotonic()
    moments = (begins + number / rate for number in range(int(rate * seconds)))
    return asyncio.run(_load(moments, port=port, signing=signing))


async def _load(moments: Iterator[float], *, port: int, signing: Signing) -> Load:
    loop, load = asyncio.get_running_loop(), Load()
    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(CLIENTS)]
    begins = time.monotonic()
    await asyncio.gather(*(_client(line, moments, signing, load) for line in lines))
    load.seconds = time.monotonic() - begins
    for line in lines:
        line.close()
    return load


async def _client(line: Line, moments: Iterator[float], signing: Signing, load: Load) -> None:
    """Take the next moment, wait for it, sign."""
    for due in moments:
        if (ahead := due - time.monotonic()) > 0:
            await asyncio.sleep(ahead)
        async with asyncio.timeout(_ANSWER_WITHIN_SECONDS):
            is_accepted = await signing(line)
        load.waits.append(time.monotonic() - due)
        load.accepted += is_accepted
        load.refused += not is_accepted


def _content_length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0] or 0)

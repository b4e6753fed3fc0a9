"""What both ways have in common: a stack and programs in a folder of their own, and the same clients."""

import contextlib
import itertools
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from app.embedded.ports import answers
from app.embedded.processes import wait_until
from app.embedded.runner import Program, Runner
from app.embedded.stack import NOBODY_HELD, Stack
from bench.load import CLIENTS, Load, Signing, sign_for, sign_times
from bench.people import iter_bodies
from bench.sink import Sink

_PASSED_ON: Final = ("PATH", "TMPDIR", "HOME")
_SAMPLE_EVERY_SECONDS: Final = 0.1
_MORE_THAN_ANY_RATE: Final = 5_000


class Way:
    """One way to run a petition, inside ``with``: durable database, broker, programs, mails to ``sink``.

    The workers (``workers``, names of programs) are stopped until ``working`` lets them run; ``first_page`` is the path
    that answers once the web is up.
    """

    workers: Sequence[str]
    first_page: str

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.folder = folder
        self.sink = sink
        self.port = free_port()
        self.bodies: deque[str] = deque()
        self._people = iter_bodies()
        self._ends = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as ends:
            inherited = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            self.stack = ends.enter_context(
                Stack(self.folder, environ=inherited | NOBODY_HELD | {"MAIL_URL": self.sink.url})
            )
            environ = self.stack.environ() | {"PORT": str(self.port)}
            self.prepare(environ)
            self.log: TextIO = ends.enter_context((self.folder / "programs.log").open("w+"))
            self.runner = ends.enter_context(Runner(self.programs(environ), output=self.log))
            for name in self.workers:
                self.runner.stop(name)
            assert wait_until(lambda: answers(self.port, self.first_page), seconds=30), self.words()
            self._ends = ends.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    def prepare(self, environ: dict[str, str]) -> None:
        """Make tables and whatever else there must be before the programs start."""
        raise NotImplementedError

    def programs(self, environ: dict[str, str]) -> list[Program]:
        """Return the web process and the workers."""
        raise NotImplementedError

    def signing(self) -> Signing:
        """Return what one client does, again and again."""
        raise NotImplementedError

    def words(self) -> str:
        """Return the last that the programs wrote."""
        self.log.seek(0)
        return self.log.read()[-3000:]

    @contextlib.contextmanager
    def working(self, *names: str) -> Iterator[None]:
        """Let workers run inside the block: those named, or all."""
        chosen = names or self.workers
        for name in chosen:
            self.runner.start(name)
        try:
            yield
        finally:
            for name in reversed(chosen):
                self.runner.stop(name)

    def await_work(self) -> None:
        """Sign until a mail arrives: workers take some seconds to start, which is not what is measured."""
        before = self.sink.count()
        self.sign_times(2 * CLIENTS)
        assert wait_until(lambda: self.sink.count() > before, seconds=60), self.words()

    def sign_for(self, seconds: float) -> Load:
        """Sign with all clients for so long."""
        self.stock(int(seconds * _MORE_THAN_ANY_RATE))
        return self._checked(sign_for(seconds, port=self.port, signing=self.signing()))

    def sign_times(self, count: int) -> Load:
        """Sign so many times with all clients."""
        self.stock(count)
        return self._checked(sign_times(count, port=self.port, signing=self.signing()))

    def stock(self, count: int) -> None:
        """Have so many people ready, so that making them up is not measured."""
        self.bodies.extend(itertools.islice(self._people, max(count - len(self.bodies), 0)))

    def _checked(self, load: Load) -> Load:
        assert load.refused == 0, f"{load.refused} signings were refused: {self.words()}"
        return load


def rate_of(count: Callable[[], int], *, goal: int, seconds: float) -> float:
    """Watch a growing ``count`` until ``goal`` or for so long after it began to grow; return its growth a second."""
    first = count()
    wait_until(lambda: count() > first, seconds=30)
    begins, first = time.monotonic(), count()
    reached, last = begins, first
    while last < goal and time.monotonic() - begins < seconds:
        time.sleep(_SAMPLE_EVERY_SECONDS)
        reached, last = time.monotonic(), count()
    return (last - first) / (reached - begins) if last > first else 0.0


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])

"""What PostgreSQL and Valkey have in common: one process over one data folder, found again after a kill."""

import contextlib
import os
import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Final

from app.embedded.errors import ServerFailed
from app.embedded.processes import command_line, is_alive, launched, list_processes, wait_until, works_in

_LONGEST_LOG_BYTES: Final = 10_000_000
_PASSED_ON: Final = ("PATH", "TMPDIR")


class Server(ABC):
    """A server that dies with the thread that started it and leaves nothing that hinders the next start.

    ``title`` is its name in sentences, ``variable`` the setting that replaces it; ``stop_signal`` asks for a
    quick and clean end, ``abort_signal`` for an immediate one.
    """

    title: ClassVar[str]
    variable: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    abort_signal: ClassVar[signal.Signals]

    def __init__(self, *, binary: Path, data: Path, sockets: Path) -> None:
        self.binary = binary
        self.data = data.absolute().parent.resolve() / data.name
        self.sockets = sockets
        self.log = self.data.with_name(self.data.name + ".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The id of the server's first process; raises ServerFailed before the start."""
        if self._process is None:
            raise ServerFailed(f"{self.title} has not been started.")
        return self._process.pid

    def is_running(self) -> bool:
        """Say whether this object's server is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start and wait until it answers; whatever an earlier run left behind is stopped first."""
        if self.is_running():
            return
        self._stop_leftovers()
        identity = self._prepare()
        program = [str(self.binary), *self._arguments()]
        mode = "ab" if self.log.exists() and self.log.stat().st_size < _LONGEST_LOG_BYTES else "wb"
        with self.log.open(mode) as log:
            self._process = subprocess.Popen(
                launched(program, identity=identity, death_signal=self.stop_signal),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment(),
                start_new_session=True,
            )
        if not wait_until(lambda: not self.is_running() or self._is_ready(), seconds=60) or not self.is_running():
            self.kill()
            raise self.failure(_last_line(self.log))

    def stop(self, *, seconds: float = 10) -> None:
        """End it cleanly, or at once when that takes longer than ``seconds``."""
        if self._process is None:
            return
        for number in (self.stop_signal, self.abort_signal):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.send_signal(number)
                self._process.wait(seconds)
                return
        self.kill()

    def kill(self) -> None:
        """End it as a crash of the machine would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def failure(self, reason: str) -> ServerFailed:
        """Word the one sentence for a server that cannot start."""
        return ServerFailed(
            f"{self.title} does not start in {self.data}: {reason}; "
            f"set {self.variable} to use a server of your own instead."
        )

    @staticmethod
    def environment() -> dict[str, str]:
        """Give the variables of the server itself: none that could change what it does."""
        return {
            "LC_ALL": "C",
            "TZ": "UTC",
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        }

    def _stop_leftovers(self) -> None:
        """Stop whatever runs this binary in our data folder; each process is looked at before a signal."""
        for number in (self.stop_signal, self.abort_signal, signal.SIGKILL):
            if _end([pid for pid in list_processes() if self._is_ours(pid)], number):
                return
        raise self.failure("a process of an earlier run cannot be stopped")

    def _is_ours(self, pid: int) -> bool:
        arguments = command_line(pid)
        named = Path(arguments[0].partition(" ")[0].rstrip(":")).name if arguments else ""
        return named == self.binary.name and (works_in(pid, self.data) or str(self.data) in arguments)

    @abstractmethod
    def _prepare(self) -> str:
        """Make the data folder ready, with no server running; return the identity to start with."""

    @abstractmethod
    def _arguments(self) -> list[str]:
        """Return the server's arguments."""

    @abstractmethod
    def _is_ready(self) -> bool:
        """Say whether it answers."""


def _end(pids: list[int], number: signal.Signals) -> bool:
    """Send the signal to each; say whether all were gone ten seconds later."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    return wait_until(lambda: not any(map(is_alive, pids)), seconds=10)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"

"""A small supervisor: it names each program's lines, restarts the crashed and lets no descendant escape."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, TextIO

from app.embedded.processes import launched, list_descendants, wait_until

_COLOURS: Final = (36, 33, 35, 32, 34, 31, 96, 93, 95)
_FIRST_PAUSE_SECONDS: Final = 0.25
_LONGEST_PAUSE_SECONDS: Final = 8.0
_STEADY_SECONDS: Final = 10.0
_PATIENCE_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run: ``name`` in sentences and before each line, the arguments, and the whole environment.

    ``nice`` says how much it steps aside for others when the processors are busy (0 to 19).
    """

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str]
    nice: int = 0


@dataclass(kw_only=True)
class _Run:
    """One program's present: its keeper (launch.py), when it began, how long to pause after a crash."""

    program: Program
    colour: int
    keeper: subprocess.Popen[str] | None = None
    began: float = 0.0
    pause_seconds: float = _FIRST_PAUSE_SECONDS
    due: float = 0.0
    is_wanted: bool = False
    asked_to_end: float = 0.0
    copier: threading.Thread | None = None

    def is_down(self) -> bool:
        return self.keeper is None or self.keeper.poll() is not None


class Runner:
    """Programs that run inside ``with``, and can be stopped, killed and started again one by one.

    Every line they write goes to ``output``, with the program's name, coloured for a terminal. If this
    process is killed, each program and all its descendants are killed by the kernel and its keeper.
    """

    def __init__(self, programs: Sequence[Program], *, output: TextIO, restarts: bool = True) -> None:
        self._runs = {
            program.name: _Run(program=program, colour=_COLOURS[place % len(_COLOURS)])
            for place, program in enumerate(programs)
        }
        self._width = max(map(len, self._runs), default=0)
        self._output = output
        self._restarts = restarts
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._supervise, name="runner", daemon=True)

    def __enter__(self) -> Self:
        for name in self._runs:
            self.start(name)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for run in reversed(self._runs.values()):
            self._ask_to_end(run)
            wait_until(run.is_down, seconds=0.5)
        for name in reversed(self._runs):
            self.stop(name)
        self._ended.set()
        self._watch.join()

    def start(self, name: str) -> None:
        """Start the program, unless it runs; from now on it is wanted and restarted after a crash."""
        with self._lock:
            self._runs[name].is_wanted = True
            if not self.is_running(name):
                self._spawn(self._runs[name])

    def stop(self, name: str) -> None:
        """Ask the program to end; kill it with all its descendants after five seconds."""
        run = self._runs[name]
        self._ask_to_end(run)
        if run.keeper is None:
            return
        if not wait_until(run.is_down, seconds=run.asked_to_end + _PATIENCE_SECONDS - time.monotonic()):
            run.keeper.send_signal(signal.SIGQUIT)
        run.keeper.wait()
        if run.copier is not None:
            run.copier.join()

    def kill(self, name: str) -> None:
        """Kill the program as the kernel does when memory runs out; its keeper ends its descendants."""
        for pid in self.pids(name)[:1]:
            os.kill(pid, signal.SIGKILL)

    def pids(self, name: str) -> list[int]:
        """Return the ids of the program and its descendants, the program first; none if it is down."""
        keeper = self._runs[name].keeper
        return list_descendants(keeper.pid) if keeper is not None and self.is_running(name) else []

    def is_running(self, name: str) -> bool:
        """Say whether the program, or what is left of it, is alive."""
        return not self._runs[name].is_down()

    def _ask_to_end(self, run: _Run) -> None:
        with self._lock:
            if run.is_wanted and run.keeper is not None:
                run.asked_to_end = time.monotonic()
                run.keeper.send_signal(signal.SIGTERM)
            run.is_wanted = False

    def _supervise(self) -> None:
        while not self._ended.wait(0.05):
            for run in self._runs.values():
                with self._lock:
                    self._look_after(run)

    def _look_after(self, run: _Run) -> None:
        """Start a crashed program again: at once the first time, then after ever longer pauses."""
        if not run.is_wanted or not self._restarts or not run.is_down():
            return
        now = time.monotonic()
        if not run.due:
            if now - run.began > _STEADY_SECONDS:
                run.pause_seconds = _FIRST_PAUSE_SECONDS
            status = run.keeper.returncode if run.keeper else None
            self._write(run, f"ended with status {status}, starts again in {run.pause_seconds:g} s\n")
            run.due = now + run.pause_seconds
            run.pause_seconds = min(2 * run.pause_seconds, _LONGEST_PAUSE_SECONDS)
        elif now >= run.due:
            self._spawn(run)

    def _spawn(self, run: _Run) -> None:
        run.began, run.due = time.monotonic(), 0.0
        run.keeper = subprocess.Popen(
            launched(run.program.argv, identity="keep", death_signal=signal.SIGTERM),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(run.program.environ),
            start_new_session=True,
        )
        _step_aside(run.keeper.pid, run.program.nice)
        run.copier = threading.Thread(target=self._copy, args=(run, run.keeper.stdout), daemon=True)
        run.copier.start()

    def _copy(self, run: _Run, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                self._write(run, line)

    def _write(self, run: _Run, line: str) -> None:
        label = f"{run.program.name:<{self._width}} |"
        if self._output.isatty():
            label = f"\x1b[{run.colour}m{label}\x1b[0m"
        self._output.write(f"{label} {line}")
        self._output.flush()


def _step_aside(leader: int, nice: int) -> None:
    """Make a session nicer, by its leader: Linux weighs whole sessions against each other where it groups them."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, leader, nice)
        Path(f"/proc/{leader}/autogroup").write_text(str(nice))

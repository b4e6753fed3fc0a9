"""The mailbox as a process of the stack."""

import signal
import subprocess
import sys
from pathlib import Path

from app.embedded.errors import ServerFailed
from app.embedded.processes import launched


class Mailbox:
    """``app.embedded.mailbox`` as a child process; the port it took first stays its own over restarts.

    ``environ`` is the environment of the process, ``keeps`` the number of messages that stay in ``folder``.
    """

    def __init__(self, *, folder: Path, environ: dict[str, str], keeps: int) -> None:
        self.folder = folder
        self.port = 0
        self._environ = environ
        self._keeps = keeps
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process id; raises ServerFailed before the start."""
        if self._process is None:
            raise ServerFailed("The mailbox has not been started.")
        return self._process.pid

    def is_running(self) -> bool:
        """Say whether it is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it without waiting; ``url`` does that, so that other servers can start meanwhile."""
        if self.is_running():
            return
        program = [sys.executable, "-m", "app.embedded.mailbox", "--folder", str(self.folder)]
        program += ["--port", str(self.port), "--keeps", str(self._keeps)]
        self._process = subprocess.Popen(
            launched(program, identity="same", death_signal=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environ,
            start_new_session=True,
        )

    def url(self) -> str:
        """Return the address for MAIL_URL once mail is taken; raise ServerFailed when it never will be."""
        if self._process is not None and self._process.stdout is not None and not self._process.stdout.closed:
            with self._process.stdout as said:
                self.port = int(said.readline().removeprefix("port ") or 0)
        if not self.port:
            raise ServerFailed("The development mailbox does not start: set MAIL_URL to an SMTP server.")
        return f"smtp://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
            if self._process.stdout is not None:
                self._process.stdout.close()

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

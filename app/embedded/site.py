"""``make run``: the whole of Vigil on one machine, with the sample campaign."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.embedded.errors import ServerFailed
from app.embedded.ports import answers, chosen_ports
from app.embedded.processes import launched
from app.embedded.runner import Program, Runner
from app.embedded.stack import Stack

_COMMANDS: Final = {
    "web": ("run",),
    "console": ("console",),
    "intake": ("worker", "intake"),
    "mail": ("worker", "mail,updates"),
    "bulk": ("worker", "bulk,compile,calls"),
    "beat": ("beat",),
}
_READY_WITHIN_SECONDS: Final = 60

WORKERS_NICE: Final = 10
"""Workers step aside for the web where they share a machine: whoever signs waits for an answer, the queue can wait."""

_BANNER: Final = """
  {strong}Vigil is running.{plain}

    site           {link}http://localhost:{port}/en/{plain}   {link}http://localhost:{port}/fa/{plain}
    the campaign   {link}http://localhost:{port}/en/campaigns/stop-torturing-maryam{plain}
    mailbox        {link}http://localhost:{port}/dev/mail{plain}
    console        {link}http://localhost:{console_port}/{plain}
{people}

  Data is kept in {folder}. Ctrl-C stops everything.

"""


def run_site(folder: Path, environ: Mapping[str, str]) -> None:
    """Start servers and processes over ``folder``, and stay until SIGINT (KeyboardInterrupt) or SIGTERM.

    Raises ServerFailed with one sentence where something cannot start.
    """
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background job is born ignoring SIGINT
        signal.signal(number, signal.default_int_handler)
    ports = chosen_ports(environ)
    with Stack(folder, environ=environ, mailbox=True) as stack:
        variables = stack.environ() | {name: str(port) for name, port in ports.items()}
        prepare(variables)
        with Runner(programs(variables), output=sys.stdout):
            _await_readiness(ports["PORT"])
            sys.stdout.write(_banner(ports, stack))
            sys.stdout.flush()
            while True:
                time.sleep(0.5)
                stack.revive()


def prepare(environ: Mapping[str, str], *, with_samples: bool = True) -> None:
    """Migrate, make keys where there are none and load the sample campaigns: all safe to repeat."""
    together = ("db upgrade", "keys init")
    for words, begun in [(words, _begin(environ, words)) for words in together]:
        _finish(words, begun)
    if with_samples:
        _finish("sample load", _begin(environ, "sample load"))


def programs(environ: Mapping[str, str]) -> list[Program]:
    """Return Vigil's processes: two web processes, a worker for each lane, and beat."""
    return [
        Program(
            name=name,
            argv=[sys.executable, "-m", "app.cli", *words],
            environ=environ,
            nice=WORKERS_NICE if words[0] == "worker" else 0,
        )
        for name, words in _COMMANDS.items()
    ]


def _begin(environ: Mapping[str, str], words: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "app.cli", *words.split()]
    return subprocess.Popen(
        launched(program, identity="same", death_signal=signal.SIGKILL),
        env=dict(environ),
        stdin=subprocess.DEVNULL,
    )


def _finish(words: str, begun: subprocess.Popen[bytes]) -> None:
    if begun.wait():
        raise ServerFailed(f"`vigil {words}` failed; see above.")


def _await_readiness(port: int) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while not answers(port, "/ready"):
        if time.monotonic() > deadline:
            raise ServerFailed(f"http://127.0.0.1:{port}/ready did not answer in {_READY_WITHIN_SECONDS} s; see above.")
        time.sleep(0.05)


def _banner(ports: Mapping[str, int], stack: Stack) -> str:
    codes = ("\x1b[1m", "\x1b[4m", "\x1b[0m") if sys.stdout.isatty() else ("", "", "")
    strong, link, plain = codes
    return _BANNER.format(
        strong=strong,
        link=link,
        plain=plain,
        port=ports["PORT"],
        console_port=ports["CONSOLE_PORT"],
        folder=stack.folder,
        people=_people(stack.folder),
    )


def _people(folder: Path) -> str:
    """Say how the sample people sign in: address, password, and the key for an authenticator app."""
    file = folder / "sample-people.json"
    if not file.exists():
        return ""
    ways: dict[str, dict[str, str]] = json.loads(file.read_text())
    return "".join(f"      {email}   {way['password']}   TOTP key {way['totp']}\n" for email, way in ways.items())

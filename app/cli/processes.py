"""Starting the processes: two webs, workers by lane, beat."""

import os
import resource
import sys
from typing import Final

import click
from flask.cli import FlaskGroup
from granian.constants import HTTPModes, Interfaces
from granian.server import Server

from app.core.settings import load_settings

LINES: Final = 1024
"""Connections that one web process holds, with a thread for each form that comes slowly (see app/web/places.py)."""
_FILES_BESIDE_LINES: Final = 256

WEB_PROCESSES: Final = min(os.cpu_count() or 1, 4)
"""Processes of the public web: one signing costs most of a millisecond of one core, and Python uses one at a time."""


def add_commands(group: FlaskGroup) -> None:
    """Add the commands of this story."""
    for command in (run, console, worker, beat):
        group.add_command(command)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--workers", default=WEB_PROCESSES, show_default="one a core, at most 4", help="Processes that answer.")
def run(host: str, workers: int) -> None:
    """The public site, on PORT."""
    _serve("app.web.serving:public", host=host, port=load_settings("public").port, workers=workers)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
def console(host: str) -> None:
    """The console, on CONSOLE_PORT."""
    _serve("app.web.serving:console", host=host, port=load_settings("console").console_port, workers=1)


def _serve(target: str, *, host: str, port: int, workers: int) -> None:
    _allow_files(LINES + _FILES_BESIDE_LINES)
    Server(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=LINES,
        backpressure=LINES,
        backlog=2048,
        respawn_failed_workers=True,
        log_access=False,
        log_enabled=False,
    ).serve()


def _allow_files(count: int) -> None:
    """Raise this process's limit of open files, inherited by its children, where the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


@click.command()
@click.argument("lanes")
def worker(lanes: str) -> None:
    """A worker for LANES, one or several of intake, mail, updates, bulk and compile, with commas between."""
    load_settings("worker")
    _become_celery("worker", "--queues", lanes, "--pool", "solo", "--hostname", f"{lanes.replace(',', '-')}@%h",
                   "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR")  # fmt: skip


@click.command()
def beat() -> None:
    """The bell: rings every job at its time. One for the whole installation."""
    settings = load_settings("worker")
    settings.var.mkdir(parents=True, exist_ok=True)
    _become_celery("beat", "--schedule", str(settings.var / "beat-schedule"), "--pidfile", "",
                   "--loglevel", "ERROR")  # fmt: skip


def _become_celery(*arguments: str) -> None:
    """Replace this process: one program fewer to signal, and to kill."""
    program = [
        sys.executable,
        "-W",
        "ignore:You're running the worker",  # JSON only: the danger it warns of is pickle's
        "-m",
        "celery",
        "--app",
        "tasks.main",
        "--quiet",
        *arguments,
    ]
    os.execv(sys.executable, program)  # noqa: S606 - no shell, our own arguments

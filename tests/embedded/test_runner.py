"""Programs are restarted, stopped in order, and never leave a descendant behind."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.embedded.processes import is_alive, list_descendants, wait_until
from app.embedded.runner import Program, Runner

FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen(
    [sys.executable, "-S", "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"],
    start_new_session=True,
)
print("up", os.getpid(), child.pid, flush=True)
time.sleep(60)
"""


def program(name: str, code: str) -> Program:
    return Program(name=name, argv=[sys.executable, "-S", "-c", code], environ=dict(os.environ))


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def runner(output: io.StringIO) -> Iterator[Runner]:
    with Runner([program("family", FAMILY)], output=output) as running:
        assert wait_until(lambda: "up" in output.getvalue(), seconds=5)
        yield running


def test_lines_carry_the_name(runner: Runner, output: io.StringIO) -> None:
    assert output.getvalue().startswith("family | up ")
    assert runner.is_running("family")


def test_the_killed_is_started_again_and_its_child_is_gone(runner: Runner) -> None:
    before = runner.pids("family")
    runner.kill("family")
    assert wait_until(lambda: len(runner.pids("family")) == 2, seconds=5)
    assert wait_until(lambda: not any(map(is_alive, before)), seconds=5)
    assert not set(before) & set(runner.pids("family"))


def test_stopped_means_stopped_until_started(runner: Runner) -> None:
    before = runner.pids("family")
    runner.stop("family")
    assert (runner.pids("family"), [pid for pid in before if is_alive(pid)]) == ([], [])
    time.sleep(0.4)
    assert not runner.is_running("family")
    runner.start("family")
    assert wait_until(lambda: len(runner.pids("family")) == 2, seconds=5)


def test_a_program_that_cannot_start_is_tried_with_growing_pauses(output: io.StringIO) -> None:
    with Runner([Program(name="none", argv=["/nonexistent"], environ={})], output=output):
        assert wait_until(lambda: output.getvalue().count("starts again") == 2, seconds=5)
    assert "status 127, starts again in 0.25 s" in output.getvalue()
    assert "starts again in 0.5 s" in output.getvalue()


def test_they_end_in_reverse_order(output: io.StringIO) -> None:
    code = """
import signal, sys, time
def end(*_):
    print("bye", flush=True)
    sys.exit()
signal.signal(15, end)
print("up", flush=True)
time.sleep(60)
"""
    with Runner([program("first", code), program("second", code)], output=output):
        assert wait_until(lambda: output.getvalue().count("up") == 2, seconds=5)
    assert [line for line in output.getvalue().splitlines() if "bye" in line] == [
        "second | bye",
        "first  | bye",
    ]


def test_killing_the_runner_leaves_no_process(tmp_path: Path) -> None:
    code = tmp_path / "family.py"
    code.write_text(FAMILY)
    parent = subprocess.Popen([sys.executable, "-c", _RUNNER, str(code)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        assert "up" in parent.stdout.readline()
        below = list_descendants(parent.pid)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert len(below) == 3  # keeper, program, its child in a session of its own
    assert wait_until(lambda: not any(map(is_alive, below)), seconds=5)


_RUNNER = """
import os, sys, time
from app.embedded.runner import Program, Runner
family = Program(name="family", argv=[sys.executable, sys.argv[1]], environ=dict(os.environ))
with Runner([family], output=sys.stdout):
    time.sleep(60)
"""

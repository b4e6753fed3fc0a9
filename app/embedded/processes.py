"""What the kernel knows about running processes, read from /proc, and how ours are started."""

import contextlib
import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

_LAUNCH: Final = str(Path(__file__).with_name("launch.py"))


def launched(program: Sequence[str], *, identity: str, death_signal: int) -> list[str]:
    """Return the argument list that starts ``program`` through ``launch.py`` as a child of this very thread.

    It must be run by a thread that lives as long as the program should: the kernel sends ``death_signal``
    then.
    """
    return [sys.executable, "-I", "-S", _LAUNCH, str(os.getpid()), str(int(death_signal)), identity, *program]


def end_with_parent(number: int) -> None:
    """Have the kernel send ``number`` to this process when its parent dies; at once, if it has died."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(1, ctypes.c_ulong(number), 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def list_processes() -> Iterator[int]:
    """Iterate over the ids of all processes that can be seen from here."""
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def list_descendants(root: int) -> list[int]:
    """Return children, grandchildren and so on of ``root``, each before its own children."""
    parents = {pid: parent for pid in list_processes() if (parent := find_parent(pid)) is not None}
    found = [root]
    for ancestor in found:
        found += [pid for pid, parent in parents.items() if parent == ancestor]
    return found[1:]


def find_parent(pid: int) -> int | None:
    """Return the id of the parent, or None where the process is gone or dead and not collected."""
    with contextlib.suppress(OSError):
        state, parent = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[:2]
        return None if state in b"ZX" else int(parent)
    return None


def is_alive(pid: int) -> bool:
    """Say whether the process runs; one that is dead and not yet collected does not."""
    return find_parent(pid) is not None


def command_line(pid: int) -> list[str]:
    """Return the arguments as the process shows them, or an empty list where it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    return []


def works_in(pid: int, folder: Path) -> bool:
    """Say whether the process works in ``folder`` (an absolute path without links), as far as we may look."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    return False


def wait_until(is_true: Callable[[], bool], *, seconds: float) -> bool:
    """Ask every 10 ms until the answer is yes; give the last answer after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True

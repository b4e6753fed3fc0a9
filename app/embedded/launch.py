"""Run as a file of its own, ``python -I -S launch.py PARENT SIGNAL IDENTITY PROGRAM …``: become PROGRAM.

On the way the process takes the IDENTITY (``same``, ``namespace:UID`` or ``user:UID:GID``) and asks the
kernel to send it SIGNAL when the thread that started it dies, which changing credentials would undo: hence
the order. With the identity ``keep`` it does not become PROGRAM but keeps it: every descendant dies when
PROGRAM ends, when SIGQUIT comes or when PARENT is gone, however deep it was forked.

It imports the standard library alone, so that a start costs 20 ms and not the whole application.
"""

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

_SET_DEATH_SIGNAL = 1  # the names of linux/prctl.h, sched.h and capability.h, less their prefixes
_SET_SECURE_BITS, _NO_SETUID_FIXUP = 28, 1 << 2
_SET_CHILD_SUBREAPER = 36
_AMBIENT_CAPABILITY, _RAISE = 47, 2
_NEW_USER_NAMESPACE = 0x10000000
_READ_ANY_FILE = 1  # CAP_DAC_OVERRIDE
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> None:
    """Carry out the command line (see above)."""
    parent, death_signal, identity, *program = arguments
    if identity == "keep":
        sys.exit(_keep(int(parent), program))
    _take(identity)
    _prctl(_SET_DEATH_SIGNAL, int(death_signal))
    if os.getppid() == int(parent):
        os.execv(program[0], program)  # noqa: S606 - no shell is the point


def _take(identity: str) -> None:
    kind, _, numbers = identity.partition(":")
    if kind == "namespace":
        _enter_namespace(int(numbers))
    elif kind == "user":
        user, group = numbers.split(":")
        _become(int(user), int(group))


def _enter_namespace(user: int) -> None:
    """Seem to be ``user`` to oneself, and stay who one is to the file system outside."""
    outside = os.geteuid()
    _check(_libc.unshare(_NEW_USER_NAMESPACE))
    Path("/proc/self/uid_map").write_text(f"{user} {outside} 1\n")


def _become(user: int, group: int) -> None:
    """Change into ``user`` for good, keeping of root's powers only that of reaching any folder.

    The secure bit keeps powers over the change, and makes access(2), which PostgreSQL asks, count them.
    """
    _prctl(_SET_SECURE_BITS, _NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    mask = 1 << _READ_ANY_FILE  # effective, permitted, inheritable; then the upper 32 bits of each
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)))
    _prctl(_AMBIENT_CAPABILITY, _RAISE, _READ_ANY_FILE)


def _keep(parent: int, program: list[str]) -> int:
    """Run ``program`` to its end; return its exit status as a shell would name it (128 + signal)."""
    watched = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    _prctl(_SET_CHILD_SUBREAPER, 1)
    _prctl(_SET_DEATH_SIGNAL, signal.SIGTERM)
    child = _fork(program)
    status = None
    while status is None and os.getppid() == parent:
        received = signal.sigwait(watched)
        if received == signal.SIGQUIT:
            break
        if received == signal.SIGCHLD:
            status = _reap(child)
        elif os.getppid() == parent:
            os.kill(child, received)
    _kill_descendants()
    code = -signal.SIGKILL if status is None else os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _fork(program: list[str]) -> int:
    keeper = os.getpid()
    child = os.fork()
    if child:
        return child
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    _prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() == keeper:
        with contextlib.suppress(OSError):
            os.execvp(program[0], program)  # noqa: S606
    os._exit(127)


def _reap(child: int) -> int | None:
    """Collect every dead descendant; return the wait status of ``child`` if it was among them."""
    found = None
    with contextlib.suppress(ChildProcessError):
        while (reaped := os.waitpid(-1, os.WNOHANG))[0]:
            if reaped[0] == child:
                found = reaped[1]
    return found


def _kill_descendants() -> None:
    """Kill level by level: as their subreaper this process inherits the children of whoever dies."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for pid in _children():
                os.kill(pid, signal.SIGKILL)
            os.waitpid(-1, 0)


def _children() -> list[int]:
    own, found = str(os.getpid()), []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if (entry / "stat").read_bytes().rpartition(b")")[2].split()[1].decode() == own:
                    found.append(int(entry.name))
    return found


def _prctl(option: int, *values: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    _check(_libc.prctl(option, *padded))


def _check(answer: int) -> None:
    if answer:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1:])

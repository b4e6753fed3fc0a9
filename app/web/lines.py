"""Hanging up on lines that lead nowhere: a form that never ends, a head that never ends, nobody there at all.

Neither WSGI nor the server sets a time by which a request must have arrived, and a thread that waits for a body can
not be woken. But the kernel knows when we last sent something on each connection. Whoever has had nothing from us for
``SILENT_SECONDS`` is no visitor: we answer within 18 (a place and the letter box wait at most 8 each).
"""

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SILENT_SECONDS: Final = 20
"""How long a line may be without a byte of ours: the time somebody has to send a whole form."""
STALLED_SECONDS: Final = 90
"""The same where an answer is still on its way: a bad network may take long to fetch a page."""
_LOOK_EVERY_SECONDS: Final = 1.0
_TCP_ESTABLISHED: Final = 1
_TCP_INFO: Final = struct.Struct("=B23xI16xI")
"""Of struct tcp_info (linux/tcp.h): state, segments sent and not acknowledged, milliseconds since data was sent."""


def watch_lines(port: int) -> None:
    """Begin to hang up, in a thread of its own, on the silent lines of this process that came in at ``port``."""
    threading.Thread(target=_watch, args=(port,), name="lines", daemon=True).start()


def _watch(port: int) -> None:
    while True:
        time.sleep(_LOOK_EVERY_SECONDS)
        hang_up_silent_lines(port, silent_seconds=SILENT_SECONDS)


def hang_up_silent_lines(port: int, *, silent_seconds: float) -> None:
    """Hang up, once, on every line that has had nothing from us for so long; whoever waits for its words then ends."""
    for line in _iter_lines(port):
        with contextlib.suppress(OSError):
            if _is_silent(line, seconds=silent_seconds):
                line.shutdown(socket.SHUT_RDWR)


def _iter_lines(port: int) -> Iterator[socket.socket]:
    """Yield a copy of every connected socket of ours: a number alone might be another's by the next moment."""
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError), _copied(int(entry.name)) as line:
            if line.family in (socket.AF_INET, socket.AF_INET6) and line.getsockname()[1] == port:
                yield line


def _copied(number: int) -> socket.socket:
    copy = os.dup(number)
    try:
        return socket.socket(fileno=copy)
    except OSError:  # it is a file
        os.close(copy)
        raise


def _is_silent(line: socket.socket, *, seconds: float) -> bool:
    known = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
    state, on_the_way, milliseconds = _TCP_INFO.unpack(known)
    patience = STALLED_SECONDS if on_the_way else seconds
    return bool(state == _TCP_ESTABLISHED and milliseconds > 1000 * patience)

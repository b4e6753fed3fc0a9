"""Ports of the two web processes: read, and found free or not, before anything is started."""

import http.client
import socket
from collections.abc import Mapping
from functools import partial
from typing import Final

from app.embedded.errors import ServerFailed
from app.embedded.processes import wait_until

DEFAULTS: Final = {"PORT": 8000, "CONSOLE_PORT": 8001}
_SECONDS_FOR_AN_EARLIER_RUN: Final = 2


def chosen_ports(environ: Mapping[str, str]) -> dict[str, int]:
    """Return the port of each variable of ``DEFAULTS``; raise ServerFailed unless they are free."""
    ports = {}
    for variable, default in DEFAULTS.items():
        text = environ.get(variable) or str(default)
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise ServerFailed(f"{variable} must be a port between 1 and 65535, not {text!r}.")
        ports[variable] = int(text)
    for variable, port in ports.items():
        if not wait_until(partial(_is_free, port), seconds=_SECONDS_FOR_AN_EARLIER_RUN):
            raise ServerFailed(
                f"Port {port} is taken by another program: stop it, or choose another port, as in "
                f"`make run {variable}={port + 80}`."
            )
    return ports


def free_port() -> int:
    """Return a port of loopback that nobody has just now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Say whether a web process on loopback answers ``path`` with 200."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", path)
        return line.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _is_free(port: int) -> bool:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("", port))
        except PermissionError as error:
            raise ServerFailed(f"Port {port} is not open to this user: choose one above 1023.") from error
        except OSError:
            return False
        return True

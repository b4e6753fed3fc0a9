"""An SMTP server that takes every mail and keeps none: ``python -m bench.sink`` prints ``port N``.

It is as cheap as can be, so that senders are measured and not it. ``HELP`` answers with the number of mails taken,
``EXPN`` with that of different recipients since ``NOOP`` forgot them.
"""

import asyncio
import smtplib
import subprocess
import sys
from types import TracebackType
from typing import Final, Self, cast

_END: Final = b"\r\n.\r\n"
_EHLO: Final = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class _Counter:
    """Mails taken over all connections, and who got any."""

    def __init__(self) -> None:
        self.taken = 0
        self.recipients: set[bytes] = set()


class _Connection(asyncio.Protocol):
    """One sender: lines of commands, or the text of a mail."""

    def __init__(self, counter: _Counter) -> None:
        self._counter = counter
        self._received = b""
        self._reads_mail = False
        self._recipient = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that is complete, in one write."""
        self._received += data
        answers = []
        while (end := self._received.find(_END if self._reads_mail else b"\r\n")) >= 0:
            if self._reads_mail:
                self._received = self._received[end + len(_END) :]
                answers.append(self._take())
            else:
                line, self._received = self._received[:end], self._received[end + 2 :]
                answers.append(self._answer(line[:4].upper(), line))
        if answers:
            self._transport.write(b"".join(answers))
        if answers and answers[-1].startswith(b"221"):
            self._transport.close()

    def _take(self) -> bytes:
        self._reads_mail = False
        self._counter.taken += 1
        self._counter.recipients.add(self._recipient)
        return b"250 taken\r\n"

    def _answer(self, command: bytes, line: bytes) -> bytes:
        if command == b"RCPT":
            self._recipient = line
            return b"250 ok\r\n"
        if command == b"EHLO":
            return _EHLO
        if command == b"DATA":
            self._reads_mail = True
            return b"354 go on\r\n"
        if command == b"HELP":
            return b"214 %d\r\n" % self._counter.taken
        if command == b"EXPN":
            return b"250 %d\r\n" % len(self._counter.recipients)
        if command == b"NOOP":
            self._counter.recipients.clear()
        return b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n"


class Sink:
    """The sink as a process of its own, inside ``with``."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([sys.executable, "-m", "bench.sink"], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().removeprefix("port "))
        self._line = smtplib.SMTP("127.0.0.1", self.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()
        self._process.terminate()
        self._process.communicate()

    @property
    def url(self) -> str:
        """The value for MAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def count(self) -> int:
        """Return how many mails were taken since the start."""
        return int(self._line.docmd("HELP")[1])

    def count_recipients(self) -> int:
        """Return how many different people got something since ``forget_recipients``."""
        return int(self._line.docmd("EXPN")[1])

    def forget_recipients(self) -> None:
        """Count recipients from nought."""
        self._line.docmd("NOOP")


async def _serve() -> None:
    counter = _Counter()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(counter), "127.0.0.1", 0)
    sys.stdout.write(f"port {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

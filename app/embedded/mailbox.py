"""The development mailbox: an SMTP server on loopback that keeps what it is sent in a Maildir.

``python -m app.embedded.mailbox --port 2525 --folder var/mailbox`` prints ``port 2525`` as soon as it
listens.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from app.embedded.errors import refuse_in_production
from app.embedded.folders import private_folder

KEPT: Final = 1000
_LARGEST_BYTES: Final = 10_000_000


class Maildir:
    """Write messages as files of ``folder/new`` that are whole from the moment they can be seen.

    Names sort by arrival. Only the newest ``keeps`` of ``new`` stay; whatever a mail reader moved to ``cur``
    is its.
    """

    def __init__(self, folder: Path, *, keeps: int = KEPT) -> None:
        self._new, self._tmp = (private_folder(folder / name) for name in ("new", "tmp"))
        private_folder(folder / "cur")
        self._keeps = keeps
        self._numbers = itertools.count()
        self._names = deque(sorted(path.name for path in self._new.iterdir()))

    def store(self, content: bytes) -> None:
        """Keep one message and let go of the oldest."""
        name = f"{time.time_ns():020d}.{os.getpid()}_{next(self._numbers)}.vigil"
        (self._tmp / name).write_bytes(content)
        (self._tmp / name).rename(self._new / name)
        self._names.append(name)
        while len(self._names) > self._keeps:
            (self._new / self._names.popleft()).unlink(missing_ok=True)


class Acceptance:
    """What aiosmtpd asks about each message (it prescribes the names of the methods)."""

    def __init__(self, maildir: Maildir) -> None:
        self._maildir = maildir

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer PIPELINING (RFC 2920): commands that arrive together are read one after the other anyway."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the message under the addresses of its envelope, which its headers need not show."""
        recipients = "".join(f"Delivered-To: {address}\r\n" for address in envelope.rcpt_tos)
        trace = f"Return-Path: <{envelope.mail_from}>\r\n{recipients}".encode()
        self._maildir.store(trace + (envelope.original_content or b""))
        return "250 kept"


async def serve(port: int, maildir: Maildir) -> None:
    """Listen on 127.0.0.1 until SIGTERM or SIGINT; say which port it became."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    acceptance = Acceptance(maildir)

    def connection() -> SMTP:
        return SMTP(
            acceptance,
            hostname="localhost",
            ident="Vigil development mailbox",
            data_size_limit=_LARGEST_BYTES,
            enable_SMTPUTF8=True,
            loop=loop,
        )

    server = await loop.create_server(connection, "127.0.0.1", port, backlog=512)
    sys.stdout.write(f"port {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ended.wait()
    server.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and serve."""
    refuse_in_production(os.environ)
    parser = argparse.ArgumentParser(prog="python -m app.embedded.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--keeps", type=int, default=KEPT, help="how many messages stay")
    chosen = parser.parse_args(arguments)
    asyncio.run(serve(chosen.port, Maildir(private_folder(chosen.folder), keeps=chosen.keeps)))


if __name__ == "__main__":
    main()

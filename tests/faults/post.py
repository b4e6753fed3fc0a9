"""The SMTP server of the fault tests: it takes mail, refuses it or goes away, as it is told."""

import asyncio
import quopri
import random
import re
import threading
from collections import Counter
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Final, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

_LINK: Final = re.compile(r"http://\S+(/[a-z]{2}/confirm/[0-9a-f]{32})")
_MESSAGE_ID: Final = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE)
_REFUSALS_AT_MOST: Final = 4
_CLOSING: Final = "421 4.3.2 the service is closing"


@dataclass(frozen=True)
class Mail:
    """One copy that was taken. ``path`` leads to its button."""

    to: str
    message_id: str
    path: str
    text: str


class Post:
    """Listens on one port of loopback inside ``with``; ``mails`` has every copy it answered 250 to."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[Mail] = []
        self._temporary_share = 0.0
        self._put_off: Counter[str] = Counter()
        self._chance = random.Random(2)
        self._is_closed = False
        self._strangers: frozenset[str] = frozenset()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._serve, name="post", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def know_nothing_of(self, strangers: Iterable[str]) -> None:
        """Refuse mail to some for good, as to whom nobody knows, in an answer that repeats the address."""
        self._strangers = frozenset(strangers)

    def paths(self) -> dict[str, str]:
        """Return the path of the confirmation that each recipient got first."""
        return {mail.to: mail.path for mail in reversed(list(self.mails))}

    @property
    def refusals(self) -> int:
        """How many mails were answered 451."""
        return self._put_off.total()

    def extra_copies(self) -> int:
        """Count the copies beyond the first of each Message-ID."""
        return sum(count - 1 for count in Counter(mail.message_id for mail in list(self.mails)).values())

    def close(self) -> None:
        """Refuse connections, and end kept ones at their next mail. One that is being taken is answered."""
        self._is_closed = True
        self._run(self._stop_listening())

    def open(self, *, temporary_share: float = 0.0) -> None:
        """Listen again, and answer 451 to a share of all mails, to one recipient four times at most.

        As with greylisting; without an end, pauses that double would make one mail in a thousand outlast any test.
        """
        self._temporary_share = temporary_share
        self._is_closed = False
        if self._server is None:
            self._run(self._listen())

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._is_closed:
            return _CLOSING
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self._strangers:
            return f"550 5.1.1 <{address}>: nobody of this name is known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        if self._put_off[to] < _REFUSALS_AT_MOST and self._chance.random() < self._temporary_share:
            self._put_off[to] += 1
            return f"451 4.3.0 <{to}>: try again later"
        self.mails.append(_read(envelope))
        return "250 OK"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._connection, "127.0.0.1", self.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    def _connection(self) -> SMTP:
        return SMTP(self, hostname="localhost", loop=self._loop, enable_SMTPUTF8=True)

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _end(self) -> None:
        await self._stop_listening()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self._loop.shutdown_asyncgens()

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)


def _read(envelope: Envelope) -> Mail:
    content = envelope.original_content or b""
    text = quopri.decodestring(content.partition(b"text/html")[0]).decode()
    link, message_id = _LINK.search(text), _MESSAGE_ID.search(content)
    return Mail(
        to=envelope.rcpt_tos[0],
        message_id=message_id[1].decode() if message_id else "",
        path=link[1] if link else "",
        text=text,
    )

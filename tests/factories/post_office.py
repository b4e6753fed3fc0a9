"""A real SMTP server on loopback whose replies a test writes down beforehand."""

import socket
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class ScriptedPostOffice:
    """Answers each mail with the next reply of ``replies``, then with 250; keeps what it took."""

    def __init__(self, *replies: str, is_pipelining: bool = False) -> None:
        self.replies = list(replies)
        self._is_pipelining = is_pipelining
        self.taken: list[tuple[str, bytes]] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port(), enable_SMTPUTF8=True)

    def __enter__(self) -> "ScriptedPostOffice":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """The MAIL_URL that leads here."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer what was asked for."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]] if self._is_pipelining else responses

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        """Refuse as the script says, repeating the address as servers do."""
        reply = self.replies.pop(0) if self.replies else "250"
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return f"{reply} <{address}>: Recipient address rejected"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one message."""
        self.taken.append((envelope.rcpt_tos[0], envelope.original_content or b""))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])

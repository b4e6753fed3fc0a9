"""A crowd of plainly fictional supporters: they sign over HTTP, get their mail over SMTP and press the button."""

import binascii
import http.client
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar
from urllib.parse import urlencode, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.embedded.ports import free_port

_LINK: Final = re.compile(rb"https?://[^\s\"'<>]+/confirm/[0-9a-f]{32}")
_AT_ONCE: Final = 16
_COUNTRIES: Final = ("", "FR", "DE", "GB", "SE", "CA", "AU", "IT", "NL", "US", "NO", "AT")
_SHOWN: Final = ("no", "no", "initials", "full")
_PATIENCE_SECONDS: Final = 30
T = TypeVar("T")


class Post:
    """An SMTP server that keeps, of each mail, only whose it is and where its button is."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self.extra_copies = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    def __enter__(self) -> "Post":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    def url(self) -> str:
        """Return the MAIL_URL that leads here."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one message (the name is aiosmtpd's)."""
        found = _LINK.search(binascii.a2b_qp(envelope.original_content or b""))
        if found:
            self.extra_copies += envelope.rcpt_tos[0] in self.links
            self.links.setdefault(envelope.rcpt_tos[0], found[0].decode())
        return "250 OK"


class Site:
    """The public site on a port of this machine, as browsers use it: connections are kept, inside ``with`` at most."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._kept = threading.local()
        self._lines: list[http.client.HTTPConnection] = []

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_error: object) -> None:
        for line in self._lines:
            line.close()

    def request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Return status and body of an answer. Raises OSError or HTTPException.

        A kept connection that the server has closed meanwhile is opened anew, once, as browsers do.
        """
        is_kept = hasattr(self._kept, "line")
        try:
            return self._ask(method, path, body)
        except (http.client.RemoteDisconnected, ConnectionError):
            if not is_kept:
                raise
            return self._ask(method, path, body)

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        if not hasattr(self._kept, "line"):
            self._kept.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE_SECONDS)
            self._lines.append(self._kept.line)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            self._kept.line.request(method, path, body, headers)
            answer = self._kept.line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._kept.line.close()
            del self._kept.line
            raise


def sign_all(site: Site, petition_id: str, people: range, *, on_progress: Callable[[int], None]) -> int:
    """Let everyone sign, alternately in English and Persian; return how many were told to check their mail."""

    def sign(person: int) -> bool:
        language = ("en", "fa")[person % 2]
        status, _ = site.request("POST", f"/{language}/petitions/{petition_id}/sign", _form(person))
        return status == http.client.SEE_OTHER

    return _count(sign, people, on_progress)


def confirm_all(site: Site, links: Iterable[str], *, on_progress: Callable[[int], None]) -> int:
    """Open every link and press its button; return how many led on to the thank-you page."""

    def press(link: str) -> bool:
        path = urlsplit(link).path
        opened, _ = site.request("GET", path)
        pressed, _ = site.request("POST", path, b"")
        return (opened, pressed) == (http.client.OK, http.client.SEE_OTHER)

    return _count(press, links, on_progress)


def address_of(person: int) -> str:
    """Return the mail address of one of the crowd (RFC 2606: nobody's)."""
    return f"supporter-{person}@example.org"


def _form(person: int) -> bytes:
    choices = {
        "name": f"Sample Supporter {person}" if person % 2 == 0 else f"حامی نمونه {person}",
        "email": address_of(person),
        "country": _COUNTRIES[person % len(_COUNTRIES)],
        "comment": "",
        "show_name": _SHOWN[person % len(_SHOWN)],
        "deliver_name": "yes" if person % 3 else "",
        "updates": "yes" if person % 5 == 0 else "",
    }
    return urlencode(choices).encode()


def _count(act: Callable[[T], bool], items: Iterable[T], on_progress: Callable[[int], None]) -> int:
    done = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for number, is_done in enumerate(pool.map(act, items), 1):
            done += is_done
            on_progress(number)
    return done

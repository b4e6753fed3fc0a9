"""Two members of staff at the console, without hands: one asks for an export, the other approves it, the first fetches.

They come in as people do, with a password and the code of an app, and press what its pages show.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

from app.core.clock import utc_now
from app.embedded.errors import ServerFailed

_PATIENCE_SECONDS: Final = 60
_STEP_SECONDS: Final = 30
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_OWN_KEY: Final = re.compile(r'<select id="key".*?<option value="([0-9a-f-]{36})"', re.DOTALL)
_DIGEST: Final = re.compile(r'name="digest" value="([0-9a-f]{64})"')


def code_of(secret: str, *, now: float) -> str:
    """Return the code that an authenticator app shows at a time (RFC 6238: SHA-1, six digits, thirty seconds)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    mark = hmac.digest(key, int(now // _STEP_SECONDS).to_bytes(8), hashlib.sha1)
    start = mark[-1] & 15
    return f"{(int.from_bytes(mark[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


class Desk:
    """One person at the console: a cookie, and the page that was last opened. Raises ServerFailed for any other."""

    def __init__(self, port: int, email: str, way: Mapping[str, str]) -> None:
        self.path = ""
        self._page = ""
        self._site = f"http://localhost:{port}"
        self._line: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        self.open("/account/sign-in")
        self.send("/account/sign-in", {"email": email, "password": way["password"]})
        self.send("/account/second-factor", {"code": code_of(way["totp"], now=utc_now().timestamp())})

    def open(self, path: str) -> str:
        """Return a page."""
        return self._take(path, None).decode()

    def send(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> bytes:
        """Post a form with the token of the last page; return what it leads to, and be there."""
        token = _TOKEN.search(self._page)
        if token is None:
            raise ServerFailed(f"The console's page {self.path} has no form.")
        return self._take(path, urlencode({"csrf_token": token[1], **fields}, doseq=True).encode())

    def find(self, what: re.Pattern[str]) -> str:
        """Return what stands on the last page."""
        found = what.search(self._page)
        if found is None:
            raise ServerFailed(f"The console's page {self.path} is not the one that was expected.")
        return found[1]

    def _take(self, path: str, body: bytes | None) -> bytes:
        try:
            with self._line.open(self._site + path, body) as answer:
                content: bytes = answer.read()
                if answer.headers.get_content_type() == "text/html":
                    self.path, self._page = urlsplit(answer.url).path, content.decode()
        except HTTPError as error:
            error.close()
            raise ServerFailed(f"The console answered {error.code} to {path}.") from None
        return content


def register_key(desk: Desk, age_key: str) -> None:
    """Register the public half of a key that exports leave for."""
    desk.open("/staff/exports/keys")
    desk.send("/staff/exports/keys", {"label": "Demo", "age_key": age_key})


def export(asker: Desk, second: Desk, wish: Mapping[str, str | Sequence[str]]) -> bytes:
    """Ask for an export for the asker's own key, have it approved and compiled, and return the encrypted file."""
    asker.open("/staff/exports/new")
    asker.send("/staff/exports/new", {"format": "csv", "states": ["confirmed"], "key": asker.find(_OWN_KEY), **wish})
    address = asker.path
    second.open(address)
    second.send(f"{address}/approve", {"digest": second.find(_DIGEST)})
    _await(lambda: f"{address}/file" in asker.open(address), address)
    return asker.send(f"{address}/file", {})


def _await(is_true: Callable[[], bool], address: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_true():
        if time.monotonic() > deadline:
            raise ServerFailed(f"No worker compiled the export {address}.")
        time.sleep(0.25)

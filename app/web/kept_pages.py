"""Whole pages kept in memory for as long as what they were made of is fresh: a crowd at a page costs a look-up each.

Only answers that are the same for everybody are kept: a GET, status 200, with the shared ``Cache-Control``. A page
lives no longer than the oldest reading of the database it shows, so keeping it adds nothing to "within 15 seconds".
"""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags
from werkzeug.test import run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARED: Final = "public, max-age=0, s-maxage=1, stale-while-revalidate=9, stale-if-error=9"
"""``Cache-Control`` of a page that is the same for everybody."""
FRESH_SECONDS: Final = 4.5
FRESHNESS: Final = "vigil.freshness"
"""Key of the WSGI environment, where the page being made has its Freshness."""

_WHILE_MADE_SECONDS: Final = 0.5
"""While one request makes a stale page anew, the others get it as it was, for so long."""
_AWAITED_SECONDS: Final = 5.0
"""While one request makes a page that nobody may be shown as it was, the others wait for it, for so long."""
_MOST_PAGES: Final = 1_000
_MOST_PAGE_BYTES: Final = 500_000
_SQUEEZE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=9, mtime=0),
    "identity": lambda body: body,
}
_BY_ENCODING: Final = frozenset({"content-length", "content-encoding", "etag", "vary"})

Headers = list[tuple[str, str]]
Key = tuple[str, str, str]


class Freshness:
    """How long a page may live: until the oldest thing on it is stale, on the monotonic clock."""

    def __init__(self) -> None:
        self.until = time.monotonic() + FRESH_SECONDS

    def add(self, *, read_at: float) -> None:
        """Something is on the page that was read then."""
        self.until = min(self.until, read_at + FRESH_SECONDS)


class Page(NamedTuple):
    """One page: ``variants`` holds headers and body by encoding, made when first asked for."""

    fresh_until: float
    etag: str
    headers: Headers
    body: bytes
    variants: dict[str, tuple[Headers, bytes]]


class KeptPages:
    """The pages of one process, the oldest forgotten first. Safe for any number of threads."""

    def __init__(self) -> None:
        self._pages: dict[Key, Page] = {}
        self._awaited: dict[Key, threading.Event] = {}

    def find(self, key: Key) -> Page | None:
        """Return a page that is still fresh, or is being made anew; None asks the caller to make it and say ``made``.

        A crowd that comes at once to a page nobody has seen lately waits for the first of them: when twenty made the
        same page together, it took over a second.
        """
        page, now = self._pages.get(key), time.monotonic()
        if page is None or now >= page.fresh_until + _WHILE_MADE_SECONDS:
            return self._await_first(key)
        if now < page.fresh_until:
            return page
        self._pages[key] = page._replace(fresh_until=page.fresh_until + _WHILE_MADE_SECONDS)
        return None

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page, in place of the oldest where there are too many."""
        self._pages.pop(key, None)
        while len(self._pages) >= _MOST_PAGES:
            self._pages.pop(next(iter(self._pages)), None)
        self._pages[key] = page

    def made(self, key: Key) -> None:
        """Let those go on who wait for a page, whether it could be kept or not."""
        if awaited := self._awaited.pop(key, None):
            awaited.set()

    def _await_first(self, key: Key) -> Page | None:
        mine = threading.Event()
        first = self._awaited.setdefault(key, mine)
        if first is mine:
            return None
        first.wait(_AWAITED_SECONDS)
        page = self._pages.get(key)
        return page if page and time.monotonic() < page.fresh_until else None


class PageKeeper:
    """A WSGI application that answers from the kept pages, and asks the site for the others."""

    def __init__(self, wsgi_app: "WSGIApplication", pages: Callable[[], KeptPages]) -> None:
        self._wsgi_app = wsgi_app
        self._pages = pages

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer; an unchanged page is 304."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._wsgi_app(environ, start_response)
        key = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        page = self._pages().find(key)
        if page is not None:
            return _show(page, environ, start_response)
        try:
            return self._make(key, environ, start_response)
        finally:
            self._pages().made(key)

    def _make(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        freshness = Freshness()
        asked = {**environ, "REQUEST_METHOD": "GET", FRESHNESS: freshness}
        answer, status, headers = run_wsgi_app(self._wsgi_app, asked)
        if not (status.startswith("200") and headers.get("Cache-Control") == SHARED):
            start_response(status, headers.to_wsgi_list())
            return answer if environ["REQUEST_METHOD"] == "GET" else _drop(answer)
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        page = _page(body, headers.to_wsgi_list(), fresh_until=freshness.until)
        if len(body) <= _MOST_PAGE_BYTES:
            self._pages().keep(key, page)
        return _show(page, environ, start_response)


def _drop(answer: Iterable[bytes]) -> Iterable[bytes]:
    """Give back nothing of an answer, and let go of what it holds open."""
    getattr(answer, "close", lambda: None)()
    return ()


def _page(body: bytes, headers: Headers, *, fresh_until: float) -> Page:
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    kept = [(name, value) for name, value in headers if name.lower() not in _BY_ENCODING]
    return Page(fresh_until, etag, [*kept, ("ETag", etag), ("Vary", "Accept-Encoding")], body, {})


def _show(page: Page, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_raw(page.etag):
        start_response("304 NOT MODIFIED", [each for each in page.headers if each[0] != "Content-Type"])
        return ()
    encoding = _choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers, body = page.variants.get(encoding) or _squeeze(page, encoding)
    start_response("200 OK", headers)
    return (body,) if environ["REQUEST_METHOD"] == "GET" else ()


def _squeeze(page: Page, encoding: str) -> tuple[Headers, bytes]:
    body = _SQUEEZE[encoding](page.body)
    said = [] if encoding == "identity" else [("Content-Encoding", encoding)]
    page.variants[encoding] = ([*page.headers, *said, ("Content-Length", str(len(body)))], body)
    return page.variants[encoding]


@lru_cache(maxsize=256)
def _choose_encoding(accepted: str) -> str:
    """Return the best of what a browser takes, identity where it names none (RFC 9110, 12.5.3)."""
    return parse_accept_header(accepted, Accept).best_match(("br", "gzip"), default="identity") or "identity"

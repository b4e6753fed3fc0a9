"""Counting page loads in memory: a number for a campaign, an hour and a source code, written about once a minute.

What a proxy or a browser answers from its own cache is not counted, and a process that ends takes up to a minute of
counting with it: these figures say which link was worth posting, not how many people there are.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qs

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import to_hour, utc_now
from app.core.db import unit_of_work
from app.core.logs import describe
from app.tallies.loads import OTHER_CODES, LoadKey, write_loads
from app.web.public.typed import tidy_source
from app.web.reading import reader

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()
PAUSE_SECONDS: Final = 60.0
KEYS_AT_MOST: Final = 500
"""Between two writings; codes beyond these are counted together, so that made-up ones fill no memory."""
_CAMPAIGN_PAGE: Final = re.compile(r"/[a-z]{2}/campaigns/([^/]+)")
_SEEN: Final = ("200", "304")

Counted = Counter[tuple[str, datetime, str]]
"""How many loads by slug, hour and source code."""


class PageLoads:
    """What one process has counted and not written yet. Safe for any number of threads."""

    def __init__(self, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._pause = pause_seconds
        self._counted: Counted = Counter()
        self._taken_at = time.monotonic()
        self._counting = threading.Lock()

    def count(self, slug: str, code: str) -> Counted | None:
        """Count one load; when it is time to write, hand over all that was counted."""
        key = (slug, to_hour(utc_now()), code)
        with self._counting:
            is_kept = key in self._counted or len(self._counted) < KEYS_AT_MOST
            self._counted[key if is_kept else (slug, key[1], OTHER_CODES)] += 1
            return self._take() if time.monotonic() - self._taken_at >= self._pause else None

    def take_back(self, counted: Counted) -> None:
        """Keep for the next time what could not be written."""
        with self._counting:
            self._counted.update(counted)

    def _take(self) -> Counted:
        counted, self._counted = self._counted, Counter()
        self._taken_at = time.monotonic()
        return counted


class LoadCounter:
    """A WSGI application that counts the campaign pages another shows, kept ones as well as made ones."""

    def __init__(self, wsgi_app: "WSGIApplication", flask_app: Flask) -> None:
        self._wsgi_app, self._flask_app = wsgi_app, flask_app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does; count the answer if it is a campaign's page that somebody looks at."""
        page = environ["REQUEST_METHOD"] == "GET" and _CAMPAIGN_PAGE.fullmatch(environ["PATH_INFO"])
        if not page:
            return self._wsgi_app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *exc_info: object) -> object:
            if status.startswith(_SEEN):
                self._count(page[1], _source_of(environ.get("QUERY_STRING", "")))
            return start_response(status, headers, *exc_info)  # type: ignore[arg-type]

        return self._wsgi_app(environ, start)  # type: ignore[arg-type]

    def _count(self, slug: str, code: str) -> None:
        loads = cast(PageLoads, self._flask_app.extensions["vigil.loads"])
        if counted := loads.count(slug, code):
            with self._flask_app.app_context():
                try:
                    _write(counted)
                except SQLAlchemyError as error:
                    log.warning("page loads not written", **describe(error))
                    loads.take_back(counted)


def _source_of(query: str) -> str:
    """Return the source code of an address, read as the form reads it; nothing where there is none."""
    return tidy_source(parse_qs(query).get("s", [""])[0]) if "s=" in query else ""


def _write(counted: Counted) -> None:
    petitions = {campaign.slug: campaign.petition.id for campaign in reader().board().campaigns}
    loads: Mapping[LoadKey, int] = {
        (petitions[slug], hour, code): count for (slug, hour, code), count in counted.items() if slug in petitions
    }
    if loads:
        with unit_of_work() as session:
            write_loads(session, loads)

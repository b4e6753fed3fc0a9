"""Whoever holds the places, what is kept in memory is answered, and nobody waits for ever."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.web import places
from app.web.kept_pages import SHARED, KeptPages, PageKeeper
from app.web.places import PLACES, Places


class Site:
    """A site whose page ``/slow`` is answered only when it is let go."""

    def __init__(self) -> None:
        self.let_go, self.inside = threading.Event(), threading.Semaphore(0)
        self.app = Flask(__name__)
        self.app.add_url_rule("/slow", view_func=self._slow)
        self.app.add_url_rule("/kept", view_func=lambda: ("kept", {"Cache-Control": SHARED}), endpoint="kept")
        self.app.add_url_rule("/other", view_func=lambda: "other", endpoint="other")
        self.app.add_url_rule("/live", view_func=lambda: "lives", endpoint="live")
        pages = KeptPages()
        self.app.wsgi_app = PageKeeper(Places(self.app), lambda: pages)  # type: ignore[method-assign]

    def ask(self, path: str) -> int:
        return self.app.test_client().get(path).status_code

    def _slow(self) -> str:
        self.inside.release()
        self.let_go.wait(10)
        return "slow"


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def pool(site: Site) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(PLACES) as pool:
        yield pool
        site.let_go.set()


def test_a_kept_page_waits_for_no_place(site: Site, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PLACE_WITHIN_SECONDS", 0.05)
    assert site.ask("/kept") == 200
    slow = [pool.submit(site.ask, f"/slow?{number}") for number in range(PLACES)]
    assert all(site.inside.acquire(timeout=5) for _ in slow)
    assert [site.ask(path) for path in ("/kept", "/live", "/other")] == [200, 200, 503]
    site.let_go.set()
    assert [each.result() for each in slow] == [200] * PLACES
    assert site.ask("/other") == 200

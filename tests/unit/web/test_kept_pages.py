"""Pages are kept while they are fresh, for everybody alike, and nothing else is."""

import gzip
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import brotli
import pytest
from werkzeug.test import Client, TestResponse

from app.web.kept_pages import FRESH_SECONDS, FRESHNESS, SHARED, KeptPages, PageKeeper

WORDS = "Nobody is forgotten. " * 100


class Site:
    """A small site that counts how often it is asked, and says so on its page."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = "200 OK"
        self.cache_control = SHARED
        self.age_seconds = 0.0
        self.let_go = threading.Event()
        self.let_go.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        self.let_go.wait(10)
        if FRESHNESS in environ:
            environ[FRESHNESS].add(read_at=time.monotonic() - self.age_seconds)
        start_response(self.status, [("Content-Type", "text/html"), ("Cache-Control", self.cache_control)])
        return [f"{environ['PATH_INFO']} {self.asked} ".encode(), WORDS.encode()]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def client(site: Site) -> Client:
    pages = KeptPages()
    return Client(PageKeeper(site, lambda: pages))


def test_a_page_is_made_once(site: Site, client: Client) -> None:
    assert [client.get("/en/").text[:6] for _ in range(3)] == ["/en/ 1"] * 3
    assert site.asked == 1


def ask_together(site: Site, client: Client, *, readers: int) -> list[TestResponse]:
    """Let so many ask for a page while it is being made."""
    site.let_go.clear()
    with ThreadPoolExecutor(readers) as crowd:
        answers = [crowd.submit(client.get, "/en/") for _ in range(readers)]
        while not site.asked:
            time.sleep(0.01)
        time.sleep(0.1)  # until the others have come
        site.let_go.set()
        return [each.result() for each in answers]


def test_a_crowd_waits_for_the_first_of_them(site: Site, client: Client) -> None:
    assert {each.text[:6] for each in ask_together(site, client, readers=8)} == {"/en/ 1"}
    assert site.asked == 1


def test_a_crowd_at_what_is_not_kept_is_answered_all_the_same(site: Site, client: Client) -> None:
    site.cache_control = "no-store"
    assert [each.status_code for each in ask_together(site, client, readers=4)] == [200] * 4
    assert site.asked == 4


def test_another_address_is_another_page(site: Site, client: Client) -> None:
    client.get("/en/")
    for answer in (client.get("/fa/"), client.get("/en/?s=qr"), client.get("/en/", headers={"Host": "other.example"})):
        assert answer.text.split()[1] != "1"
    assert site.asked == 4


@pytest.mark.parametrize(
    ("status", "cache_control"), [("200 OK", "no-store"), ("404 NOT FOUND", SHARED), ("302 FOUND", SHARED)]
)
def test_what_is_not_for_everybody_is_made_each_time(
    site: Site, client: Client, status: str, cache_control: str
) -> None:
    site.status, site.cache_control = status, cache_control
    answers = [client.get("/en/confirm/x") for _ in range(2)]
    assert [answer.text.split()[1] for answer in answers] == ["1", "2"]
    assert answers[0].status == status


def test_posts_pass(site: Site, client: Client) -> None:
    client.get("/en/")
    assert client.post("/en/").text.split()[1] == "2"


def test_a_page_is_not_kept_longer_than_the_oldest_thing_on_it(site: Site, client: Client) -> None:
    site.age_seconds = FRESH_SECONDS + 5
    client.get("/en/")
    client.get("/en/")
    assert site.asked == 2


def test_one_makes_a_stale_page_anew_while_the_others_see_it_as_it_was(site: Site) -> None:
    pages = KeptPages()
    client = Client(PageKeeper(site, lambda: pages))
    site.age_seconds = FRESH_SECONDS + 0.1
    client.get("/en/")
    (key,) = pages._pages
    assert pages.find(key) is None
    assert pages.find(key) is not None
    time.sleep(0.6)
    assert pages.find(key) is None


def test_each_browser_gets_the_encoding_it_takes(client: Client) -> None:
    def ask(accepted: str) -> TestResponse:
        return client.get("/en/", headers={"Accept-Encoding": accepted})

    plain = client.get("/en/").data
    assert brotli.decompress(ask("gzip, deflate, br").data) == plain
    assert gzip.decompress(ask("gzip;q=0.8, br;q=0").data) == plain
    assert ask("identity").data == plain
    answer = ask("br")
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("br", "Accept-Encoding")
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain) / 5


def test_an_unchanged_page_is_not_sent_again(site: Site, client: Client) -> None:
    tag = client.get("/en/").headers["ETag"]
    same = client.get("/en/", headers={"If-None-Match": f'"other", {tag}'})
    assert (same.status_code, same.data, same.headers["Cache-Control"]) == (304, b"", SHARED)
    assert client.get("/en/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_has_no_body_and_leaves_the_page(site: Site, client: Client) -> None:
    head = client.head("/en/")
    assert (head.data, int(head.headers["Content-Length"])) == (b"", len(client.get("/en/").data))
    site.cache_control = "no-store"
    assert client.head("/en/other").data == b""


def test_a_crowd_of_addresses_does_not_fill_the_memory(site: Site) -> None:
    pages = KeptPages()
    client = Client(PageKeeper(site, lambda: pages))
    for number in range(1_010):
        client.get(f"/en/?s={number}")
    assert len(pages._pages) == 1_000

"""Share links: each way with its code, no stranger in between, and a Mastodon link that leads only where it says."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.web.public.mastodon import server_of
from tests.web.page import Page
from tests.web.visitor import Visitor

CODES = {"telegram", "whatsapp", "x", "bluesky", "email", "copy"}


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_way_of_sharing_has_its_own_code(visitor: Visitor, campaign_path: str, lang: str) -> None:
    page = visitor.get(campaign_path.replace("/en/", f"/{lang}/"))
    given = [unquote(link.get("href") or "") for link in page.all("a")] + [_ready_text(page)]
    codes = [each.rpartition("?s=")[2].partition("&")[0] for each in given if "?s=" in each]
    assert sorted(codes) == sorted(CODES)
    assert all("FreeParvaneh" in each for each in given if "?s=" in each)


def _ready_text(page: Page) -> str:
    return next(area.text or "" for area in page.all("textarea") if area.get("id") == "share-text")


def test_the_code_counts_when_signing(visitor: Visitor, campaign_path: str) -> None:
    assert visitor.get(f"{campaign_path}?s=telegram").value_of("source") == "telegram"


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("mastodon.example", "mastodon.example"),
        (" HTTPS://Mastodon.Example/ ", "mastodon.example"),
        ("@ada@social.example", "social.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("[::1]", None),
        ("mastodon.example:8443", None),
        ("mastodon.example/evil", None),
        ("mastodon.example?x", None),
        ("mastodon.example#x", None),
        ("//mastodon.example", None),
        ("javascript:alert(1)", None),
        ("a..example", None),
        ("-a.example", None),
        ("a b.example", None),
        ("mastodon.example\\@evil.example", "evil.example"),
        ("x" * 64 + ".example", None),
        ("a." * 130 + "example", None),
        ("mastodon.example\r\nX: y", None),
        ('"><script>.example', None),
    ],
)
def test_only_a_plain_host_is_a_server(typed: str, server: str | None) -> None:
    assert server_of(typed) == server


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_mastodon_is_reached_by_a_link_and_never_by_a_redirect(visitor: Visitor, campaign_path: str, lang: str) -> None:
    path = f"{campaign_path.replace('/en/', f'/{lang}/')}/share/mastodon"
    assert not _leading_away(visitor.get(path))
    page = visitor.get(f"{path}?server=social.example")
    (link,) = _leading_away(page)
    assert (urlsplit(link).hostname, urlsplit(link).path) == ("social.example", "/share")
    assert "?s=mastodon" in parse_qs(urlsplit(link).query)["text"][0]
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("typed", ["evil.example/x", "%00", "%0d%0a", "x" * 5000, "%ff", "127.0.0.1"])
def test_what_is_no_server_gets_a_sentence(visitor: Visitor, campaign_path: str, typed: str) -> None:
    page = visitor.get(f"{campaign_path}/share/mastodon?server={typed}")
    assert not _leading_away(page)


def _leading_away(page: object) -> list[str]:
    return [link.get("href") for link in page.all("a") if (link.get("href") or "").startswith("https://")]  # type: ignore[attr-defined]

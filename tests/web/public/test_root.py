"""What programs find at the root: sitemap, robots.txt, security.txt, icon; pages say the same of themselves."""

from datetime import datetime
from fnmatch import fnmatch
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.clock import utc_now
from app.core.languages import LANGUAGES
from app.web.public.sitemap import Listed, split, to_index, to_sitemap
from tests.factories import OpenPetition
from tests.web.visitor import Visitor

MAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML: Final = "{http://www.w3.org/1999/xhtml}"


def path_of(address: str | None) -> str:
    return urlsplit(address or "").path


def alternates(node: Element) -> dict[str | None, str | None]:
    return {link.get("hreflang"): link.get("href") for link in node.iter(f"{XHTML}link")}


def test_every_page_of_the_sitemap_says_the_same_of_itself(visitor: Visitor, samples: None) -> None:
    answer = visitor.client.get("/sitemap.xml")
    assert answer.content_type == "application/xml; charset=utf-8"
    urls = list(fromstring(answer.text).iter(f"{MAP}url"))
    assert len(urls) > 40
    seen = set()
    for url in urls:
        address = url.findtext(f"{MAP}loc")
        page = visitor.get(path_of(address))
        assert "X-Robots-Tag" not in page.response.headers
        links = [link for link in page.all("link") if link.get("rel") in ("canonical", "alternate")]
        assert [link.get("href") for link in links if link.get("rel") == "canonical"] == [address]
        assert {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")} == alternates(url)
        assert alternates(url)[page.language] == address
        seen.add(address)
    assert len(seen) == len(urls)
    assert {link for url in urls for code, link in alternates(url).items() if code != "x-default"} == seen


def test_campaigns_say_when_they_changed(client: FlaskClient, petition: OpenPetition) -> None:
    urls = fromstring(client.get("/sitemap.xml").text).iter(f"{MAP}url")
    dated = {path_of(url.findtext(f"{MAP}loc")): url.findtext(f"{MAP}lastmod") for url in urls}
    assert dated[f"/en/campaigns/{petition.campaign.slug}"] == "2026-01-01"
    assert f"/fr/campaigns/{petition.campaign.slug}" not in dated


def test_too_many_pages_go_into_several_maps() -> None:
    pages = [Listed(addresses={code: f"{n}/{code}" for code in ("en", "fa", "fr")}, others="/") for n in range(7)]
    parts = split(pages, most=7)
    assert [len(part) for part in parts] == [2, 2, 2, 1]
    assert [page for part in parts for page in part] == pages
    assert all(to_sitemap(part).count(b"<loc>") <= 7 for part in parts)
    assert split([], most=7) == [[]]
    assert fromstring(to_index(["a", "b"])).tag == f"{MAP}sitemapindex"


def test_parts_of_the_sitemap_are_counted_from_one(client: FlaskClient, petition: OpenPetition) -> None:
    assert client.get("/sitemap-1.xml").data == client.get("/sitemap.xml").data
    assert client.get("/sitemap-0.xml").status_code == client.get("/sitemap-2.xml").status_code == 404


def test_crawlers_are_kept_from_tokens_and_shown_the_rest(client: FlaskClient, samples: None) -> None:
    answer = client.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    rules = [line.split(": ")[1] for line in answer.text.splitlines() if line.startswith("Disallow")]
    token = "0" * 32
    for path in (f"/en/confirm/{token}", f"/fa/not-me/{token}", f"/en/private-page/{token}/copy", "/dev/mail/",
                 "/fr/petitions/1/thanks"):  # fmt: skip
        assert any(fnmatch(path, f"{rule}*") for rule in rules), path
    listed = [path_of(each.text) for each in fromstring(client.get("/sitemap.xml").text).iter(f"{MAP}loc")]
    assert not [path for path in listed if any(fnmatch(path, f"{rule}*") for rule in rules)]
    assert path_of(answer.text.splitlines()[-1].removeprefix("Sitemap: ")) == "/sitemap.xml"


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_answers_to_forms_and_pages_of_tokens_are_not_for_searching(
    client: FlaskClient, petition: OpenPetition, lang: str
) -> None:
    paths = ["deleted", "private-page/asked", f"confirm/{'0' * 32}", f"private-page/{'0' * 32}", "nowhere",
             f"petitions/{petition.id}/thanks", f"petitions/{petition.id}/check-mail"]  # fmt: skip
    for path in (*(f"/{lang}/{each}" for each in paths), "/dev/mail/"):
        for _ in range(2):  # the second comes out of memory
            assert client.get(path).headers["X-Robots-Tag"] == "noindex", path


def test_whom_to_tell_of_a_hole(client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.content_type == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@localhost"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert 100 < (datetime.fromisoformat(fields["Expires"]) - utc_now()).days < 365
    assert set(fields["Preferred-Languages"].split(", ")) == set(LANGUAGES)


def test_programs_that_look_for_an_icon_find_one(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    with client.get(answer.headers["Location"]) as icon:
        assert icon.content_type == "image/svg+xml"


def test_the_guide_names_every_address_that_is_described(visitor: Visitor, public_app: Flask) -> None:
    described = set(visitor.client.get("/api/v1/openapi.json").get_json()["paths"]) | {"/api/v1/openapi.json"}
    for lang in LANGUAGES:
        page = visitor.get(f"/{lang}/api")
        named = {"".join(code.itertext()) for code in page.all("code")}
        assert described <= named

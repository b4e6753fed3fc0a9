"""Portraits, share cards, QR codes, and what a page says of itself to link previews and machines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.campaigns.pictures import set_portrait
from app.cards.drawing import CardDrawer
from app.core.clock import utc_now
from app.core.settings import Settings
from app.petitions.publishing import hide_campaign, publish_campaign
from app.pictures.making import PictureMaker
from app.pictures.models import Picture
from app.pictures.services import add_picture
from app.pictures.store import PictureStore
from app.web.public.pictures import qr_path
from app.web.reading import Reader
from tests.factories import OpenPetition
from tests.factories.pictures import draw, written
from tests.web.page import Page
from tests.web.visitor import Visitor

ALT = {"en": "Bands of colour", "fa": "نوارهای رنگی"}


@pytest.fixture
def store(settings: Settings) -> PictureStore:
    return PictureStore(settings.var)


@pytest.fixture
def portrait(
    owner_session: Session, petition: OpenPetition, worker_app: Flask, store: PictureStore, tmp_path: Path
) -> Picture:
    """An abstract picture, made and shown."""
    picture = add_picture(owner_session, written(draw(800, 1000)), alt=ALT, focus=(0.5, 0.4), languages=("en", "fa"))
    owner_session.commit()
    with worker_app.app_context():
        PictureMaker(store, tmp_path).make_next()
    owner_session.expire_all()
    set_portrait(owner_session, petition.campaign, picture)
    owner_session.commit()
    return picture


@pytest.fixture
def drawn(petition: OpenPetition, worker_app: Flask, store: PictureStore, tmp_path: Path) -> None:
    """The share cards of the petition's campaign."""
    with worker_app.app_context():
        CardDrawer(store, tmp_path).draw_next()


def fetch(client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> TestResponse:
    """Fetch a file whole; the server then closes it."""
    with client.get(path, headers=headers) as answer:
        answer.get_data()
        return answer


def metas(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in page.all("meta"):
        name = meta.get("property") or meta.get("name") or ""
        found.setdefault(name, []).append(meta.get("content") or "")
    return found


def facts(page: Page) -> dict[str, Any]:
    (block,) = page.all("script")
    found: dict[str, Any] = json.loads(block.text or "")
    return found


def files(page: Page) -> Iterator[str]:
    """Every file that the portrait offers."""
    for tag in ("source", "img"):
        for element in page.all(tag):
            yield from (candidate.split()[0] for candidate in (element.get("srcset") or "").split(", "))


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_portrait_comes_in_every_kind_and_keeps_its_place(
    visitor: Visitor, client: FlaskClient, campaign_path: str, portrait: Picture, lang: str
) -> None:
    page = visitor.get(campaign_path.replace("/en/", f"/{lang}/"))
    (image,) = page.all("img")
    assert image.get("alt") == ALT[lang]
    assert (image.get("width"), image.get("height")) == ("480", "600")
    assert [source.get("type") for source in page.all("source")] == ["image/avif", "image/webp"]
    assert not [svg for svg in page.all("figure") if svg.get("class") == "emblem"]
    paths = list(files(page))
    assert len(paths) == 6
    for path in paths:
        answer = fetch(client, path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=10, immutable"
        assert answer.mimetype == {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}[path.split(".")[1]]
        assert fetch(client, path, {"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_without_a_portrait_the_emblem_stays(visitor: Visitor, campaign_path: str) -> None:
    page = visitor.get(campaign_path)
    assert [figure.get("class") for figure in page.all("figure")] == ["emblem"]
    assert page.all("img") == []


def test_publishing_again_keeps_the_portrait(
    visitor: Visitor, campaign_path: str, portrait: Picture, petition: OpenPetition, owner_session: Session
) -> None:
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    assert visitor.get(campaign_path).all("img")


def test_a_hidden_campaign_hides_its_pictures(
    visitor: Visitor, client: FlaskClient, public_app: Flask, campaign_path: str, portrait: Picture, drawn: None,
    petition: OpenPetition, owner_session: Session,
) -> None:  # fmt: skip
    page = visitor.get(campaign_path)
    card = metas(page)["og:image"][0].partition("/pictures/")[2]
    paths = [*files(page), f"/pictures/{card}"]
    assert {fetch(client, path).status_code for path in paths} == {200}
    hide_campaign(owner_session, petition.campaign)
    owner_session.commit()
    public_app.extensions["vigil.reader"] = Reader()
    assert {fetch(client, path).status_code for path in paths} == {404}


def test_a_removed_portrait_is_gone(
    visitor: Visitor, client: FlaskClient, public_app: Flask, campaign_path: str, portrait: Picture,
    petition: OpenPetition, owner_session: Session,
) -> None:  # fmt: skip
    paths = list(files(visitor.get(campaign_path)))
    set_portrait(owner_session, petition.campaign, None)
    owner_session.commit()
    public_app.extensions["vigil.reader"] = Reader()
    assert {fetch(client, path).status_code for path in paths} == {404}
    assert visitor.get(campaign_path).all("img") == []
    assert owner_session.get(Picture, portrait.id, populate_existing=True) is None


@pytest.mark.parametrize(
    "name",
    ["", "none", "..", "%2e%2e%2fsecret", "../secret", f"{'0' * 64}.avif", "a.png", "%00.png", "x" * 3000,
     "/etc/passwd", "..%5csecret"],
)  # fmt: skip
def test_only_names_that_a_page_shows_lead_anywhere(client: FlaskClient, petition: OpenPetition, name: str) -> None:
    answer = client.get(f"/pictures/{name}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_that_is_lost_is_a_404(
    visitor: Visitor, client: FlaskClient, campaign_path: str, portrait: Picture, store: PictureStore
) -> None:
    path = next(files(visitor.get(campaign_path)))
    store.path(path.rpartition("/")[2]).unlink()
    assert fetch(client, path).status_code == 404


@pytest.mark.parametrize(("lang", "locale", "other"), [("en", "en_GB", "fa_IR"), ("fa", "fa_IR", "en_GB")])
def test_a_link_preview_shows_the_card_in_its_language(
    visitor: Visitor, client: FlaskClient, campaign_path: str, drawn: None, lang: str, locale: str, other: str,
    petition: OpenPetition, settings: Settings,
) -> None:  # fmt: skip
    said = metas(visitor.get(campaign_path.replace("/en/", f"/{lang}/")))
    card = petition.campaign.title[lang]
    assert card in said["og:title"][0]
    assert said["og:description"] == [petition.wording.ask[lang]]
    assert said["og:locale"] == [locale]
    assert other in said["og:locale:alternate"]
    assert locale not in said["og:locale:alternate"]
    assert (said["og:image:width"], said["og:image:height"]) == (["1200"], ["630"])
    assert petition.wording.ask[lang] in said["og:image:alt"][0]
    assert said["twitter:card"] == ["summary_large_image"]
    address = said["og:image"][0]
    assert address.startswith(f"{settings.base_url}/pictures/")
    answer = fetch(client, address.removeprefix(settings.base_url))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")


def test_before_there_is_a_card_the_preview_is_small(visitor: Visitor, campaign_path: str) -> None:
    said = metas(visitor.get(campaign_path))
    assert "og:image" not in said
    assert said["twitter:card"] == ["summary"]


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_page_says_what_it_is(visitor: Visitor, campaign_path: str, petition: OpenPetition, lang: str) -> None:
    said = facts(visitor.get(campaign_path.replace("/en/", f"/{lang}/")))
    assert said["@type"] == "WebPage"
    assert said["inLanguage"] == lang
    assert said["about"]["@type"] == "Person"
    assert said["publisher"]["@type"] == "Organization"
    assert facts(visitor.get(f"/{lang}/"))["@type"] == "WebSite"


def test_of_a_sample_no_organisation_is_named(visitor: Visitor, samples: None) -> None:
    said = facts(visitor.get("/en/campaigns/stop-torturing-maryam"))
    assert "publisher" not in said
    assert said["about"]["name"] == "Maryam Akbari Monfared"


def test_no_word_can_end_the_block(
    visitor: Visitor, campaign_path: str, petition: OpenPetition, owner_session: Session
) -> None:
    evil = "</script><script>alert(1)</script><!--"
    petition.campaign.title = {"en": evil, "fa": evil}
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    assert facts(visitor.get(campaign_path))["name"] == evil


def modules(side: int, path: str) -> set[tuple[int, int]]:
    """The dark modules a path draws."""
    dark = set()
    for run in path.split("M")[1:]:
        place, _, length = run.partition("h")
        x, y = place.split()
        dark |= {(int(x) + step, int(float(y) - 0.5)) for step in range(int(length))}
    assert all(4 <= x < side - 4 and 4 <= y < side - 4 for x, y in dark)
    return dark


def test_a_qr_code_is_drawn_as_it_was_made() -> None:
    address = "https://vigil.example/fa/campaigns/free-parvaneh?s=qr"
    side, path = qr_path(address)
    dark = modules(side, path)
    finder = {(x, y) for x in range(7) for y in range(7) if x in (0, 6) or y in (0, 6) or (2 <= x <= 4 and 2 <= y <= 4)}
    for left, top in ((4, 4), (side - 11, 4), (4, side - 11)):
        assert {(x - left, y - top) for x, y in dark if left <= x < left + 7 and top <= y < top + 7} == finder
    assert len(path) < 3000


def test_the_qr_code_is_on_the_page_and_on_the_one_that_thanks(
    visitor: Visitor, campaign_path: str, petition: OpenPetition, drawn: None, settings: Settings
) -> None:
    _, path = qr_path(f"{settings.base_url}{campaign_path}?s=qr")
    for address in (campaign_path, f"/en/petitions/{petition.id}/thanks"):
        page = visitor.get(address)
        assert [each.get("d") for each in page.all("{http://www.w3.org/2000/svg}path") if each.get("d") == path] == [
            path
        ], address
    (card,) = visitor.get(f"/en/petitions/{petition.id}/thanks").all("img")
    assert card.get("loading") == "lazy"
    assert "Release her now" in (card.get("alt") or "")

"""The embed: the only page that may be framed, with nothing to type; and the piece of HTML that shows it."""

import html
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.languages import LANGUAGES
from app.petitions.publishing import publish_campaign
from tests.factories import OpenPetition, add_petition
from tests.factories.campaigns import LONG_AGO
from tests.guards.test_routes import DEVELOPMENT, LANG, NO_TOKEN, PUBLIC_ROUTES
from tests.web.visitor import Visitor


def link(page_links: list[Element]) -> Element:
    (only,) = page_links
    return only


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_shows_a_name_a_number_and_one_link(visitor: Visitor, petition: OpenPetition, lang: str) -> None:
    path = f"/{lang}/campaigns/{petition.campaign.slug}"
    page = visitor.get(f"/{lang}/embed/{petition.campaign.slug}")
    assert page.language == lang
    assert page.heading().startswith("پروانه نمونه" if lang == "fa" else "Parvaneh Sample")
    assert not [tag for tag in ("form", "input", "button", "textarea", "select", "script", "iframe") if page.all(tag)]
    leads = link(page.all("a"))
    assert (leads.get("href"), leads.get("target"), leads.get("rel")) == (f"{path}?s=embed", "_blank", "noopener")
    canonical = link([each for each in page.all("link") if each.get("rel") == "canonical"])
    assert (canonical.get("href") or "").endswith(path)


def test_it_may_be_framed_and_nothing_else_may(client: FlaskClient, public_app: Flask, petition: OpenPetition) -> None:
    known = {LANG: "/en", "<slug>": petition.campaign.slug, "<uuid:petition_id>": str(petition.id),
             "<token:token>": NO_TOKEN, "<int:number>": "1", "<letter>": "none"}  # fmt: skip
    for path, methods in ((rule, methods) for rule, methods, guard in PUBLIC_ROUTES if guard is not DEVELOPMENT):
        for mark, value in known.items():
            path = path.replace(mark, value)
        headers = client.open(path, method=methods.split()[0]).headers
        policy = headers["Content-Security-Policy"]
        assert ("frame-ancestors *" in policy) == (path == f"/en/embed/{petition.campaign.slug}"), path
        assert ("frame-ancestors 'none'" in policy) != ("frame-ancestors *" in policy), path
        assert "X-Frame-Options" not in headers


def test_out_of_memory_it_may_still_be_framed(client: FlaskClient, petition: OpenPetition) -> None:
    answers = [client.get(f"/en/embed/{petition.campaign.slug}") for _ in range(2)]
    for answer in answers:
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "form-action 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert len(answer.headers.getlist("Content-Security-Policy")) == 1
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("accepted", "lang"), [("fa", "fa"), ("de;q=0.5, fr", "fr"), ("xx", "en")])
def test_without_a_language_it_leads_to_the_readers(
    client: FlaskClient, petition: OpenPetition, accepted: str, lang: str
) -> None:
    answer = client.get(f"/embed/{petition.campaign.slug}", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}/embed/{petition.campaign.slug}")
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_closed_petition_is_read_not_signed(visitor: Visitor, owner_session: Session, lang: str) -> None:
    closed = add_petition(owner_session, closes_at=LONG_AGO.replace(month=2))
    owner_session.commit()
    page = visitor.get(f"/{lang}/embed/{closed.campaign.slug}")
    assert "".join(link(page.all("a")).itertext()) == {"en": "Read on Vigil", "fa": "در ویجیل بخوانید"}[lang]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a", "Sign on Vigil"),
        ("b", "Closing soon: the last day to sign is"),
        ("c", "Delivered"),
        ("d", "Won"),
        ("e", "The authority answered, and refused."),
        ("f", "Sample Prisoner F was executed."),
        ("g", "In memory"),
        ("h", "Say where Sample Prisoner H is."),
        ("i", "Opens on"),
        ("j", "Signing is paused"),
        ("m", "Sample Prisoner M is free."),
        ("n", "Signing is closed"),
        ("a-earlier", "The campaign goes on elsewhere"),
    ],
)
def test_it_says_where_the_campaign_stands(visitor: Visitor, samples: None, name: str, said: str) -> None:
    page = visitor.get(f"/en/embed/sample-prisoner-{name}")
    assert said in page.text
    assert ("mourning" in page.response.get_data(as_text=True)) == (name in ("f", "g"))


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_snippet_is_html_that_shows_the_embed(
    visitor: Visitor, petition: OpenPetition, owner_session: Session, lang: str
) -> None:
    title = 'A "title" <i> & more'
    petition.campaign.title = {"en": title, "fa": title}
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    page = visitor.get(f"/{lang}/campaigns/{petition.campaign.slug}")
    assert not page.all("iframe")
    (code,) = [area.text or "" for area in page.all("textarea") if area.get("id") == "embed-code"]
    frame = fromstring(code)
    assert (frame.tag, frame.get("title")) == ("iframe", title)
    assert (frame.get("src") or "").endswith(f"/{lang}/embed/{petition.campaign.slug}")
    assert html.escape(title) in code.replace("&#34;", "&quot;")


def test_no_campaign_no_frame(visitor: Visitor) -> None:
    visitor.get("/en/embed/none", status=404)
    assert visitor.client.get("/embed/none", headers={"Accept-Language": "fa"}).status_code == 302

"""Updates as the public reads them, and the link that stops them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring
from app.core.languages import LANGUAGES
from app.signatures.models import Signature
from app.updates.publishing import publish_updates
from tests.factories import OpenPetition, add_unsubscribe_link, add_update
from tests.web.visitor import Visitor


@pytest.fixture
def two_updates(owner_session: Session, petition: OpenPetition) -> None:
    """Two that are out, the newer only in English."""
    add_update(owner_session, petition.campaign, is_out=True)
    add_update(
        owner_session, petition.campaign, is_out=True, subject={"en": "Moved"}, body={"en": "To a *far* prison."}
    )
    publish_updates(owner_session)
    owner_session.commit()


@pytest.fixture
def link(owner_session: Session, keyring: Keyring, petition: OpenPetition) -> str:
    """Where an update's link leads."""
    token = add_unsubscribe_link(owner_session, keyring, petition)
    owner_session.commit()
    return f"/en/unsubscribe/{token}"


def is_wanted(session: Session) -> bool:
    session.rollback()
    return bool(session.scalars(select(Signature.updates)).one())


def test_a_campaign_without_updates_says_nothing_of_them(visitor: Visitor, campaign_path: str) -> None:
    assert "Latest updates" not in visitor.get(campaign_path).text


@pytest.mark.usefixtures("two_updates")
def test_the_latest_stand_on_the_campaigns_page_and_each_has_its_own(visitor: Visitor, campaign_path: str) -> None:
    page = visitor.get(campaign_path).response.text
    assert page.index("Moved") < page.index("A letter arrived")
    assert f"{campaign_path}/updates/2" in page
    assert "<p>To a <em>far</em> prison.</p>" in visitor.get(f"{campaign_path}/updates/2").response.text


@pytest.mark.usefixtures("two_updates")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_pages_and_says_where_one_is_missing(
    visitor: Visitor, petition: OpenPetition, lang: str
) -> None:
    path = f"/{lang}/campaigns/{petition.campaign.slug}/updates/"
    assert "Moved" in visitor.get(path).text
    page = visitor.get(f"{path}2").response.text
    assert ('<div class="story" lang="en" dir="ltr">' in page) is (lang != "en")
    assert ("aside" in page) is (lang != "en")


@pytest.mark.usefixtures("two_updates")
def test_search_engines_are_told_the_languages_it_is_written_in(visitor: Visitor, campaign_path: str) -> None:
    page = visitor.get(f"{campaign_path}/updates/2").response.text
    assert 'hreflang="en" href="' in page
    assert '<link rel="alternate" hreflang="fa"' not in page


@pytest.mark.usefixtures("two_updates")
def test_feeds_tell_of_them_and_lead_to_them(client: FlaskClient, campaign_path: str) -> None:
    items = client.get(f"{campaign_path}/feed.json").get_json()["items"]
    assert [item["title"] for item in items] == ["Moved", "A letter arrived", "Free Parvaneh"]
    assert items[0]["url"].endswith(f"{campaign_path}/updates/2")
    assert items[0]["content_html"] == "<p>To a <em>far</em> prison.</p>\n"
    atom = client.get("/fa/feed.atom").text
    assert "نامه‌ای رسید" in atom
    assert 'xml:lang="en"><id>' in atom


@pytest.mark.usefixtures("two_updates")
def test_the_sitemap_has_them(client: FlaskClient, campaign_path: str) -> None:
    sitemap = client.get("/sitemap.xml").text
    assert all(f"{campaign_path}/updates/{name}</loc>" in sitemap for name in ("", "1", "2"))
    assert f"{campaign_path.replace('/en/', '/fa/')}/updates/2</loc>" not in sitemap


@pytest.mark.parametrize("number", ["1", "0", "99999999999999999999", "x"])
def test_what_is_not_out_is_not_there(
    client: FlaskClient, owner_session: Session, petition: OpenPetition, campaign_path: str, number: str
) -> None:
    add_update(owner_session, petition.campaign)
    publish_updates(owner_session)
    owner_session.commit()
    assert client.get(f"{campaign_path}/updates/{number}").status_code == 404


def test_looking_at_the_link_stops_nothing_and_the_button_does(
    visitor: Visitor, client: FlaskClient, owner_session: Session, link: str
) -> None:
    page = visitor.get(link)
    assert "Stop updates?" in page.text
    assert is_wanted(owner_session)
    answer = client.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/unsubscribed")
    assert not is_wanted(owner_session)
    assert "Updates are stopped" in visitor.get(link).text
    assert "Updates are stopped" in visitor.get("/en/unsubscribed").text


@pytest.mark.parametrize("enctype", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_presses_it_without_cookie_and_is_answered_without_redirect(
    client: FlaskClient, owner_session: Session, link: str, enctype: str
) -> None:
    answer = client.post(link, data={"List-Unsubscribe": "One-Click"}, content_type=enctype)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in answer.headers
    assert not is_wanted(owner_session)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_link_works_in_every_language(
    visitor: Visitor, client: FlaskClient, owner_session: Session, link: str, lang: str
) -> None:
    there = link.replace("/en/", f"/{lang}/")
    visitor.get(there)
    assert client.post(there).status_code == 303
    visitor.get(f"/{lang}/unsubscribed")
    assert not is_wanted(owner_session)

"""Writing to an official."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.clock import utc_now
from app.letters.models import Letter, LetterSent, PublishedLetter
from app.letters.services import stop_letter
from tests.factories import OpenPetition, add_letter
from tests.web.page import Page
from tests.web.visitor import Visitor


@pytest.fixture
def path(owner_session: Session, petition: OpenPetition) -> str:
    """Where the letter is."""
    add_letter(owner_session, petition.campaign)
    owner_session.commit()
    return f"/en/campaigns/{petition.campaign.slug}/letters/minister"


def _mailto(page: Page) -> str | None:
    return next((link.get("href") for link in page.all("a") if (link.get("href") or "").startswith("mailto:")), None)


def _reports(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(LetterSent)) or 0


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_sample_letter_has_its_page(visitor: Visitor, samples: None, owner_session: Session, lang: str) -> None:
    query = select(Campaign.slug, Letter.slug).join(Campaign, Campaign.id == Letter.campaign_id)
    letters = owner_session.execute(query).all()
    assert len(letters) == 5
    for campaign, letter in letters:
        page = visitor.get(f"/{lang}/campaigns/{campaign}/letters/{letter}")
        assert f"/{lang}/campaigns/{campaign}" in {link.get("href") for link in page.all("a")}
        listed = visitor.get(f"/{lang}/campaigns/{campaign}")
        assert f"/{lang}/campaigns/{campaign}/letters/{letter}" in {link.get("href") for link in listed.all("a")}


def test_the_link_carries_the_letter(visitor: Visitor, path: str) -> None:
    link = urlsplit(_mailto(visitor.get(path)) or "")
    assert link.path == "minister@example.org"
    assert parse_qs(link.query)["body"] == ["Dear Minister,\r\n\r\nRelease her.\r\n\r\nYours,"]


def test_the_letter_can_be_read_in_its_other_language(visitor: Visitor, path: str) -> None:
    page = visitor.get(f"{path}?in=fa")
    (article,) = page.all("article")
    assert (article.get("lang"), article.get("dir")) == ("fa", "rtl")
    assert "جناب وزیر" in "".join(article.itertext())
    assert visitor.get(f"{path}?in=xx").all("article")[0].get("lang") == "en"


def test_whoever_finds_no_letter_in_their_language_gets_the_english_one(
    visitor: Visitor, petition: OpenPetition, owner_session: Session
) -> None:
    texts = {"de": "Sehr geehrte", "en": "Dear", "fr": "Chère"}
    add_letter(owner_session, petition.campaign, slug="embassy", salutation=texts, subject=texts, text=texts)
    owner_session.commit()
    (article,) = visitor.get(f"/fa/campaigns/{petition.campaign.slug}/letters/embassy").all("article")
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")


def test_own_words_go_into_letter_and_link_and_are_not_stored(visitor: Visitor, path: str) -> None:
    page = visitor.post(path, {"text": "My <b>own</b> words\r\nand \0more", "in": "en"}, status=200)
    assert "My <b>own</b> words and more" in page.text
    assert parse_qs(urlsplit(_mailto(page) or "").query)["body"] == [
        "Dear Minister,\r\n\r\nMy <b>own</b> words\r\nand more"
    ]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "own" not in visitor.get(path).value_of("text")


def test_a_long_letter_is_pasted(visitor: Visitor, path: str) -> None:
    page = visitor.post(path, {"text": "long " * 900}, status=200)
    assert "body" not in parse_qs(urlsplit(_mailto(page) or "").query)
    assert "too long for a link" in page.text


def test_i_sent_it_is_counted_without_anything_else(visitor: Visitor, path: str, owner_session: Session) -> None:
    page = visitor.follow(f"{path}/sent")
    assert "Thank you" in page.text
    assert _reports(owner_session) == 1
    assert set(LetterSent.__table__.columns.keys()) == {"position", "letter_id"}


@pytest.mark.parametrize("is_stopped", [True, False])
def test_a_letter_that_is_over_says_so_and_takes_no_reports(
    visitor: Visitor, owner_session: Session, petition: OpenPetition, is_stopped: bool
) -> None:
    letter = add_letter(owner_session, petition.campaign, is_published=False, closes_at=utc_now() - timedelta(days=1))
    if is_stopped:
        stop_letter(owner_session, letter, reason={"en": "She is free."}, now=utc_now())
    add_letter(owner_session, petition.campaign, slug="other")
    owner_session.commit()
    path = f"/en/campaigns/{petition.campaign.slug}/letters/minister"
    page = visitor.get(path)
    assert ("She is free." in page.text) is is_stopped
    assert _mailto(page) is None
    assert not page.all("form")
    assert f"/en/campaigns/{petition.campaign.slug}" in {link.get("href") for link in page.all("a")}
    visitor.post(f"{path}/sent", status=409)
    assert _reports(owner_session) == 0


@pytest.mark.parametrize("letter", ["nobody", "..", "%00"])
def test_there_is_no_other_letter(client: FlaskClient, path: str, letter: str) -> None:
    assert client.get(path.replace("minister", letter)).status_code == 404
    assert client.post(path.replace("minister", f"{letter}/sent")).status_code == 404


def test_no_letter_outlives_the_publication_of_its_campaign(
    visitor: Visitor, path: str, owner_session: Session
) -> None:
    owner_session.query(PublishedLetter).delete()
    owner_session.commit()
    visitor.get(path, status=404)

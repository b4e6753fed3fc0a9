"""Every page that anyone may open, in both languages, with the sample campaigns."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import PublishedCampaign
from app.core.languages import LANGUAGES, words_in
from tests.web.visitor import Visitor

PLAIN = ("", "campaigns/", "how-we-count", "privacy", "private-page", "private-page/asked", "deleted", "api")
PERSIAN_DIGITS = set("۰۱۲۳۴۵۶۷۸۹")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PLAIN)
def test_plain_pages(visitor: Visitor, samples: None, lang: str, path: str) -> None:
    page = visitor.get(f"/{lang}/{path}")
    assert page.language == lang
    others = {(link.get("hreflang"), link.get("href")) for link in page.all("a") if link.get("hreflang")}
    assert others == {(other, f"/{other}/{path}") for other in LANGUAGES if other != lang}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sample_campaign(visitor: Visitor, samples: None, owner_session: Session, lang: str) -> None:
    for row in owner_session.scalars(select(PublishedCampaign)):
        page = visitor.get(f"/{lang}/campaigns/{row.slug}")
        named = row.document["title"] if row.document["others"] else row.document["prisoner"]["names"]
        assert page.heading() == words_in(named, lang)
        for story in ("check-mail", "thanks", "thanks?outcome=held"):
            assert visitor.get(f"/{lang}/petitions/{row.petition_id}/{story}").language == lang


def test_the_sample_says_what_it_is(visitor: Visitor, samples: None) -> None:
    page = visitor.get("/en/campaigns/stop-torturing-maryam")
    assert page.heading() == "Maryam Akbari Monfared"
    assert "Sample data" in page.text
    assert "مریم اکبری منفرد" in page.text
    assert "detained since December 2009 – last verified August 2022" in page.text


@pytest.mark.parametrize("story", ["check-mail", "thanks"])
def test_what_follows_signing_a_sample_says_so_too(
    visitor: Visitor, samples: None, owner_session: Session, story: str
) -> None:
    row = owner_session.scalars(select(PublishedCampaign)).first()
    assert row
    assert "Sample data." in visitor.get(f"/en/petitions/{row.petition_id}/{story}").text


def test_no_browser_puts_its_own_words_before_ours(visitor: Visitor, campaign_path: str) -> None:
    """Its bubbles speak the browser's language and keep our summary from being seen."""
    for path in (campaign_path, "/en/private-page"):
        (form,) = visitor.get(path).all("form")
        assert "novalidate" in form.attrib
        assert [field.get("name") for field in form.iter("input") if "required" in field.attrib]


def test_persian_pages_have_persian_numbers(visitor: Visitor, samples: None) -> None:
    page = visitor.get("/fa/campaigns/stop-torturing-maryam")
    figure = next(section for section in page.all("section") if section.get("class") == "tally")
    written = "".join(figure.itertext())
    assert PERSIAN_DIGITS & set(written)
    assert not set("0123456789") & set(written)


def test_the_form_asks_three_separate_questions_and_ticks_none(visitor: Visitor, campaign_path: str) -> None:
    page = visitor.get(campaign_path)
    assert page.value_of("show_name") == "no"
    assert page.value_of("deliver_name") is None
    assert page.value_of("updates") is None
    required = {field.get("name") for field in page.all("input") if "required" in field.attrib}
    assert required == {"name", "email"}


def test_a_source_code_rides_along(visitor: Visitor, campaign_path: str) -> None:
    assert visitor.get(f"{campaign_path}?s=poster-7").value_of("source") == "poster-7"


@pytest.mark.parametrize("code", ["%00", "a%0d%0ab", "%ff%fe", '"><script>', "x" * 5000, "%e2%80%ae", "پوستر"])
def test_a_strange_source_code_is_dropped(visitor: Visitor, campaign_path: str, code: str) -> None:
    assert visitor.get(f"{campaign_path}?s={code}").value_of("source") in ("", "x" * 40)


def test_every_public_route_is_visited_by_a_test(public_app: Flask) -> None:
    """A new route must be added here, and so to a test."""
    known = {
        "static", "front_door", "health.live", "health.ready", "root.robots", "root.sitemap",
        "root.sitemap_part", "root.icon", "root.mail_reports", "root.security", "root.embed", "public.embed",
        "public.news_atom",
        "public.news_json", "public.campaign_atom", "public.campaign_json", "public.api_guide",
        "api.openapi", "api.campaigns",
        "api.campaign", "api.petition", "api.deliveries", "dev_mail.index", "dev_mail.show", "dev_receiver.take",
        "pictures.show", "public.check", "public.check_manifest", "public.delivery",
        "public.checkpoints", "api.checkpoints", "api.checkpoint",
        "public.home", "public.campaigns", "public.campaign", "public.prisoner", "public.prison", "public.group",
        "public.organisation", "public.memorial", "public.how_we_count", "public.privacy",
        "public.private_page_ask", "public.private_page_asked", "public.private_page", "public.private_page_copy",
        "public.private_page_change", "public.private_page_withdraw", "public.private_page_erase",
        "public.challenge",
        "public.sign", "public.check_mail", "public.thanks", "public.confirmation", "public.confirm", "public.not_me",
        "public.deleted", "public.delivery_key",
        "public.messages", "public.message_send", "public.message_received", "public.message_cards",
        "public.countries", "public.share_mastodon", "public.letter", "public.letter_change", "public.letter_sent",
        "public.updates", "public.update", "public.subscription", "public.unsubscribe", "public.unsubscribed",
    }  # fmt: skip
    assert set(_endpoints(public_app)) - known == set()


def test_the_sample_webhook_s_receiver_takes_every_call(client: FlaskClient) -> None:
    answer = client.post("/dev/webhook", json={"type": "webhook.test"})
    assert (answer.status_code, answer.get_data(), answer.headers["Cache-Control"]) == (204, b"", "no-store")


def _endpoints(flask_app: Flask) -> Iterator[str]:
    return (rule.endpoint for rule in flask_app.url_map.iter_rules())

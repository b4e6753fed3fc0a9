"""Feeds: what RFC 4287 and JSON Feed 1.1 demand, the same ids for ever, and news in the reader's language."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, fromstring

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.campaigns.document import CampaignDocument, DeliveryDocument, OutcomeDocument
from app.core.clock import utc_now
from app.core.languages import LANGUAGES
from app.petitions.publishing import publish_campaign
from app.petitions.wordings import open_wording
from app.web.public.news import list_news
from tests.factories import OpenPetition, add_petition

ATOM: Final = "{http://www.w3.org/2005/Atom}"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
CUT_OFF: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANSWERED: Final = datetime(2026, 7, 2, tzinfo=UTC)


def read_atom(client: FlaskClient, path: str) -> Element:
    """Fetch a feed and hold it against section 4 of RFC 4287."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    feed = fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) == path.split("/")[1]
    (own,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert (own.get("href") or "").endswith(path)
    ids = [_check_node(node) for node in (feed, *feed.findall(f"{ATOM}entry"))]
    assert len(set(ids)) == len(ids)
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.findall(f"{ATOM}entry")]
    assert feed.findtext(f"{ATOM}updated") == max(updated, default=feed.findtext(f"{ATOM}updated"))
    return feed


def _check_node(node: Element) -> str:
    """Each feed and each entry has one id, title and updated, an author with a name, one alternate per type."""
    for tag in ("id", "title", "updated"):
        (child,) = node.findall(f"{ATOM}{tag}")
        assert child.text
    for moment in ("updated", "published"):
        assert all(MOMENT.fullmatch(child.text or "") for child in node.findall(f"{ATOM}{moment}"))
    assert node.findtext(f"{ATOM}author/{ATOM}name")
    (page,) = [link for link in node.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert (page.get("href") or "").startswith("http")
    identity = node.findtext(f"{ATOM}id") or ""
    assert identity.startswith("urn:uuid:")
    return identity


def read_json(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/feed+json")
    feed = answer.get_json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith(path)
    for item in feed["items"]:
        assert {"id", "url", "content_html", "date_published"} <= item.keys()
        assert MOMENT.fullmatch(item["date_published"])
        assert MOMENT.fullmatch(item["date_modified"])
    return feed


def titles(feed: Element) -> Iterator[str]:
    return (entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_kinds_tell_the_same(client: FlaskClient, samples: None, lang: str) -> None:
    for folder in (f"/{lang}", f"/{lang}/campaigns/stop-torturing-maryam"):
        atom, json = read_atom(client, f"{folder}/feed.atom"), read_json(client, f"{folder}/feed.json")
        assert json["language"] == lang
        assert [item["title"] for item in json["items"]] == list(titles(atom))
        assert [item["id"] for item in json["items"]] == [
            entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")
        ]


def test_samples_say_that_they_are_samples(client: FlaskClient, samples: None) -> None:
    for lang, mark in (("en", "Sample data: "), ("fa", "دادهٔ نمونه: ")):
        assert all(title.startswith(mark) for title in titles(read_atom(client, f"/{lang}/feed.atom")))


def test_the_newest_is_first_and_what_has_not_begun_is_not_told(client: FlaskClient, owner_session: Session) -> None:
    old = add_petition(owner_session, opens_at=datetime(2026, 1, 1, tzinfo=UTC))
    new = add_petition(owner_session, opens_at=datetime(2026, 2, 1, tzinfo=UTC))
    coming = add_petition(owner_session, opens_at=datetime(2099, 1, 1, tzinfo=UTC))
    owner_session.commit()
    urls = [item["url"] for item in read_json(client, "/en/feed.json")["items"]]
    assert [url.rpartition("/")[2] for url in urls] == [f"{each.campaign.slug}?s=feed" for each in (new, old)]
    assert not list(titles(read_atom(client, f"/en/campaigns/{coming.campaign.slug}/feed.atom")))


def test_a_changed_wording_and_a_delivery_are_news(
    client: FlaskClient, petition: OpenPetition, owner_session: Session
) -> None:
    demands = {"en": ["Release her today."], "fa": ["امروز آزادش کنید."]}
    open_wording(
        owner_session, petition.petition, ask={"en": "Release her today", "fa": "امروز آزادش کنید"}, demands=demands,
        named_recipients=[petition.rapporteur], now=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    handed = delivery("handed_over")
    publish_campaign(owner_session, petition.id, deliveries=[handed], now=utc_now())
    owner_session.commit()
    path = f"/en/campaigns/{petition.campaign.slug}/feed.json"
    told = read_json(client, path)["items"]
    assert [item["title"] for item in told] == [
        "Delivery to The office", "The petition’s wording has changed", "Free Parvaneh",
    ]  # fmt: skip
    assert told[0]["summary"] == "1,234 signatures confirmed by 1 June 2026: handed over"
    assert told[0]["date_modified"] == "2026-06-01T12:00:00Z"


def test_an_answer_renews_the_entry_of_its_delivery(
    client: FlaskClient, public_app: Any, petition: OpenPetition, owner_session: Session
) -> None:
    path, seen = f"/fa/campaigns/{petition.campaign.slug}/feed.json", []
    for each in (delivery("handed_over"), delivery("answered", since=ANSWERED)):
        publish_campaign(owner_session, petition.id, deliveries=[each], now=utc_now())
        owner_session.commit()
        public_app.extensions["vigil.reader"] = type(public_app.extensions["vigil.reader"])()
        seen.append(read_json(client, path)["items"][0])
    assert seen[0]["id"] == seen[1]["id"]
    assert seen[1]["date_modified"] == "2026-07-02T00:00:00Z"
    assert "۱٬۲۳۴" in seen[1]["summary"]


@pytest.mark.parametrize(("lang", "when"), [("en", "December 2026"), ("fa", "آذر یا دی ۱۴۰۵ (دسامبر ۲۰۲۶)")])
def test_the_end_is_told_no_more_exactly_than_it_is_known(
    public_app: Flask, petition: OpenPetition, owner_session: Session, lang: str, when: str
) -> None:
    texts = {"en": "She is free.", "fa": "او آزاد است."}
    outcome = OutcomeDocument(kind="victory", text=texts, day="2026-12")
    ended = msgspec.structs.replace(publish_campaign(owner_session, petition.id, now=utc_now()), outcome=outcome)
    with public_app.test_request_context(f"/{lang}/"):
        newest = list_news(ended, lang, now=datetime(2027, 1, 1, tzinfo=UTC))[0]
    assert (newest.title, newest.summary) == (texts[lang], f"{when}: {texts[lang]}")


def delivery(state: str, *, since: datetime | None = None) -> DeliveryDocument:
    return DeliveryDocument(
        recipient={"en": "The office", "fa": "دفتر"}, profile="numbers_only", confirmed=1234, cut_off=CUT_OFF,
        state=state, state_since=since,
    )  # fmt: skip


def test_words_are_escaped_and_what_xml_cannot_hold_is_left_out(
    client: FlaskClient, petition: OpenPetition, owner_session: Session
) -> None:
    petition.campaign.title = {"en": "A <b> & \x0b \ufffe B", "fa": "ب"}
    publish_campaign(owner_session, petition.id, now=utc_now())
    owner_session.commit()
    assert list(titles(read_atom(client, f"/en/campaigns/{petition.campaign.slug}/feed.atom"))) == ["A <b> &   B"]


def test_words_in_another_language_say_so(client: FlaskClient, petition: OpenPetition) -> None:
    feed = read_atom(client, f"/fr/campaigns/{petition.campaign.slug}/feed.atom")
    assert [entry.get(LANG) for entry in feed.findall(f"{ATOM}entry")] == ["en"]


def test_scripts_may_read_feeds_and_caches_may_keep_them(client: FlaskClient, petition: OpenPetition) -> None:
    for kind in ("atom", "json"):
        answer = client.get(f"/en/feed.{kind}")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Vary"] == "Accept-Encoding"
        again = client.get(f"/en/feed.{kind}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(f"/en/campaigns/none/feed.{kind}").status_code == 404


def test_documents_made_before_there_were_feeds_are_still_read(owner_session: Session, petition: OpenPetition) -> None:
    now = publish_campaign(owner_session, petition.id, now=utc_now())
    old = msgspec.to_builtins(now)
    del old["published_at"], old["petition"]["wording"]["opened_at"]
    assert msgspec.convert(old, CampaignDocument, strict=False).published_at is None

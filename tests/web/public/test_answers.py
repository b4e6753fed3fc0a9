"""Error pages, the front door, caching, heads, the public count, health, and the development mailbox."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.core.settings import Settings
from app.tallies.folding import fold_tally
from tests.factories import OpenPetition, add_signature
from tests.web.visitor import FORM, Visitor, sign_path


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_404_is_in_the_language_of_the_path(visitor: Visitor, lang: str) -> None:
    page = visitor.get(f"/{lang}/nowhere", status=404, headers={"Accept-Language": "fa" if lang == "en" else "en"})
    assert page.language == lang
    assert f"/{lang}/campaigns/" in {a.get("href") for a in page.all("a")}


@pytest.mark.parametrize(
    ("accepted", "lang"), [("fa-IR,fa;q=0.9", "fa"), ("fr-CA,en;q=0.5", "fr"), ("nl,en;q=0.5", "en"), ("", "en")]
)
def test_404_without_a_language_follows_the_browser(visitor: Visitor, accepted: str, lang: str) -> None:
    assert visitor.get("/nowhere", status=404, headers={"Accept-Language": accepted}).language == lang


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_405_names_what_is_allowed(visitor: Visitor, petition: OpenPetition, lang: str) -> None:
    page = visitor.get(sign_path(petition.id, lang), status=405)
    assert page.language == lang
    assert set(page.response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert visitor.post(f"/{lang}/", FORM, status=405).language == lang


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize(("status", "path"), [(400, "private-page/{}/change"), (410, "private-page/{}/withdraw")])
def test_a_broken_press_on_the_private_page(visitor: Visitor, lang: str, status: int, path: str) -> None:
    form = {"signature": str(uuid4())} if status == 410 else {"signature": "x"}
    assert visitor.post(f"/{lang}/{path.format('0' * 32)}", form, status=status).language == lang


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("fa", "fa"), ("fa-IR", "fa"), ("nl;q=1, fa;q=0.5, en;q=0.1", "fa"), ("prs-AF", "fa"), ("ar-EG,ar", "ar"),
     ("fr;q=0, es;q=0.2", "es"),
     ("en-GB,en", "en"), ("de-AT", "de"), ("nl", "en"), ("*", "en"), ("\xff;q=x", "en")],
)  # fmt: skip
def test_the_front_door_follows_the_browser_and_remembers_nothing(visitor: Visitor, accepted: str, lang: str) -> None:
    answer = visitor.client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}/")
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_a_page_that_has_not_changed_is_not_sent_again(visitor: Visitor, campaign_path: str) -> None:
    first = visitor.get(campaign_path).response
    tag = first.headers["ETag"]
    again = visitor.client.get(campaign_path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    other = visitor.client.get(campaign_path.replace("/en/", "/fa/"), headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_public_pages_may_be_cached_and_answers_to_forms_may_not(
    visitor: Visitor, petition: OpenPetition, campaign_path: str
) -> None:
    assert "max-age=0" in visitor.get(campaign_path).response.headers["Cache-Control"]
    for page in (
        visitor.try_to_sign(petition.id, {"name": ""}),
        visitor.post("/en/private-page", {"email": ""}, status=422),
        visitor.get("/en/nowhere", status=404),
    ):
        assert page.response.headers["Cache-Control"] == "no-store"


def test_heads_of_every_kind_of_answer(visitor: Visitor, campaign_path: str) -> None:
    for path in ("/", "/en/", campaign_path, "/live", "/api/v1/petitions/0", "/en/nowhere", "/static/css/site.css"):
        with visitor.client.get(path) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers
        assert "Server" not in headers
    assert "Strict-Transport-Security" not in visitor.client.get("/en/").headers


def test_over_https_browsers_are_told_to_stay(settings: Settings, keyring: Keyring) -> None:
    flask_app = create_app("public", replace(settings, base_url="https://localhost"))
    answer = flask_app.test_client().get("/live")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_count_is_shown_and_read_by_programs(
    visitor: Visitor, petition: OpenPetition, owner_session: Session, keyring: Keyring, lang: str
) -> None:
    for _ in range(12):
        add_signature(owner_session, keyring, petition)
    fold_tally(owner_session, now=utc_now())
    owner_session.commit()
    answer = visitor.client.get(f"/api/v1/petitions/{petition.id}")
    assert answer.content_type == "application/json"
    told = answer.get_json()
    assert (told["id"], told["campaign"]) == (str(petition.id), petition.campaign.slug)
    assert told["signatures"] == {
        "confirmed": 12, "under_review": 0, "removed": 0, "frozen": False, "as_of": told["signatures"]["as_of"],
    }  # fmt: skip
    assert datetime.fromisoformat(told["signatures"]["as_of"]).utcoffset() == timedelta()
    assert told["wording"] == {"number": 1, "sha256": petition.wording.sha256.hex()}
    page = visitor.get(f"/{lang}/campaigns/{petition.campaign.slug}")
    assert ("12 people have signed" if lang == "en" else "۱۲") in page.text
    thanks = visitor.get(f"/{lang}/petitions/{petition.id}/thanks").heading()
    assert ("You and more than 10 others" if lang == "en" else "۱۰") in thanks


@pytest.mark.parametrize(("lang", "other"), [("en", "fa"), ("fa", "en")])
def test_an_error_leads_to_no_address_that_takes_only_forms(
    visitor: Visitor, petition: OpenPetition, lang: str, other: str
) -> None:
    token = "0" * 32
    pages = [
        visitor.get(sign_path(petition.id, lang), status=405),
        visitor.get(f"/{lang}/private-page/{token}/erase", status=405),
        visitor.post(f"/{lang}/not-me/{token}", status=410),
        visitor.post(f"/{lang}/private-page/{token}/change", {"signature": "x"}, status=400),
    ]
    for page in pages:
        assert {a.get("href") == f"/{a.get('hreflang')}/" for a in page.all("a") if a.get("hreflang")} == {True}
    there = visitor.get(f"/{lang}/confirm/{token}", status=410)
    assert f"/{other}/confirm/{token}" in {a.get("href") for a in there.all("a") if a.get("hreflang")}


def test_an_unknown_petition_has_no_count(visitor: Visitor) -> None:
    for identity in (uuid4(), "1", "%00"):
        answer = visitor.client.get(f"/api/v1/petitions/{identity}", headers={"Accept-Language": "fa"})
        assert answer.status_code == 404
        assert (answer.mimetype, answer.get_json()["status"]) == ("application/problem+json", 404)


def test_health(visitor: Visitor, console_app: Flask) -> None:
    for client in (visitor.client, console_app.test_client()):
        for path, word in (("/live", "live\n"), ("/ready", "ready\n")):
            answer = client.get(path)
            assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, word, "no-store")


def test_the_mailbox_shows_what_was_sent(visitor: Visitor, settings: Settings) -> None:
    assert settings.mailbox
    folder = settings.mailbox / "new"
    folder.mkdir(exist_ok=True)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "post@vigil.example", "a@example.org", "<b>سلام</b>"
    mail.set_content("Hello\nhttp://localhost/en/\n")
    mail.add_alternative("<p>Hello</p><script>x</script>", subtype="html")
    (folder / "1.vigil").write_bytes(mail.as_bytes())
    assert "<b>سلام</b>" in visitor.get("/dev/mail/").text
    page = visitor.get("/dev/mail/1.vigil")
    assert page.heading() == "<b>سلام</b>"
    (frame,) = page.all("iframe")
    assert "allow-scripts" not in (frame.get("sandbox") or "")
    assert (frame.get("srcdoc") or "").startswith('<base target="_top">')
    (folder / "1.vigil").unlink()
    for name in ("nothing", "..%2F..%2Fsecret", "..", "%00", "a" * 300):
        visitor.get(f"/dev/mail/{name}", status=404)


def test_without_a_mailbox_there_is_none(settings: Settings, keyring: Keyring) -> None:
    visitor = Visitor(create_app("public", replace(settings, mailbox=None)).test_client())
    visitor.get("/dev/mail/", status=404)
    visitor.get("/dev/mail/1.vigil", status=404)

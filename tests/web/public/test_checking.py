"""The public page to check a delivery: a manifest dropped or a digest typed, without script and without console."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from app.core.clock import day_of, utc_now
from app.core.crypto import Keyring
from app.core.languages import LANGUAGES
from app.core.limits import FORM_BYTES
from app.core.signing import canonical
from app.deliveries.checking import MANIFEST_BYTES
from app.deliveries.manifest import write_manifest
from app.deliveries.publishing import publish_deliveries
from app.deliveries.register import enter
from app.deliveries.rules import Entry
from app.deliveries.states import DeliveryState, EntryKind, Manner
from tests.factories import OpenPetition
from tests.factories.deliveries import ASKER, add_delivery, facts_of
from tests.web.page import Page
from tests.web.public.test_no_english_left import assert_own_words
from tests.web.visitor import Visitor

NOW = utc_now()


@pytest.fixture
def manifest(owner_session: Session, petition: OpenPetition, keyring: Keyring) -> bytes:
    """The manifest of a delivery that was handed over, whose answer is late."""
    then = NOW - timedelta(days=60)
    key = keyring.delivery_key().public_key()
    written = write_manifest(facts_of(petition, petition.id, cut_off=then, confirmed=12_345), [], key)
    digest = hashlib.sha256(written).digest()
    delivery = add_delivery(
        owner_session, petition, state=DeliveryState.APPROVED, now=then, id=petition.id, manifest_sha256=digest,
        approved_manifest=digest,
    )  # fmt: skip
    day = day_of(then)
    entry = Entry(EntryKind.HANDED_OVER, day, Manner.POST, "", "Anna", reply_due=day + timedelta(days=30))
    enter(owner_session, delivery, entry, actor=ASKER, now=NOW)
    publish_deliveries(owner_session)
    owner_session.commit()
    return written


def drop(visitor: Visitor, content: bytes, *, lang: str = "en", status: int = 200) -> Page:
    return visitor.post(f"/{lang}/check", {"manifest": (BytesIO(content), "manifest.json")}, status=status)


def test_the_page_asks_for_a_file_or_a_digest(visitor: Visitor) -> None:
    page = visitor.get("/en/check")
    assert page.heading() == "Check a delivery"
    assert [element.get("type") for element in page.all("input")] == ["file", "text"]


def test_the_manifest_is_genuine_and_says_what_was_delivered(visitor: Visitor, manifest: bytes) -> None:
    page = drop(visitor, manifest)
    text = " ".join(page.text.split())
    assert "Genuine" in text
    assert "12,345" in text
    assert "No answer had come by" in text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_changed_figure_is_altered_and_the_true_one_is_shown(visitor: Visitor, manifest: bytes) -> None:
    document = json.loads(manifest)
    document["counts"]["confirmed"] = 99_999
    text = drop(visitor, canonical(document)).text
    assert "Altered" in text
    assert "12,345" in text
    assert "99,999" not in text


def test_a_manifest_that_is_not_ours_is_unknown(visitor: Visitor, manifest: bytes) -> None:
    document = json.loads(manifest) | {"delivery": "00000000-0000-4000-8000-000000000000"}
    assert "Unknown" in drop(visitor, canonical(document)).text


@pytest.mark.parametrize("content", [b"", b"{}", b"\x89PNG", b"PK\x03\x04"], ids=["empty", "json", "png", "zip"])
def test_another_file_is_said_to_be_another(visitor: Visitor, content: bytes) -> None:
    page = drop(visitor, content, status=422)
    assert any("manifest.json" in error for error in page.errors())


def test_no_file_at_all_is_said(visitor: Visitor) -> None:
    assert visitor.post("/en/check", {}, status=422).errors()


def test_a_file_that_is_far_too_large_is_not_read(visitor: Visitor) -> None:
    heavy = BytesIO(b"x" * (MANIFEST_BYTES + FORM_BYTES))
    visitor.post("/en/check", {"manifest": (heavy, "manifest.json")}, status=413)


def test_a_digest_in_the_address_can_be_passed_on(visitor: Visitor, manifest: bytes) -> None:
    digest = hashlib.sha256(manifest).hexdigest()
    page = visitor.get(f"/en/check?digest={digest.upper()}")
    assert "Genuine" in page.text
    assert page.value_of("digest") == digest.upper()
    assert "Unknown" in visitor.get(f"/en/check?digest={'0' * 64}").text


@pytest.mark.parametrize("typed", ["abc", "<script>alert(1)</script>", "ab%00", "ۀ" * 64])
def test_what_is_no_digest_is_said_and_kept(visitor: Visitor, typed: str) -> None:
    page = visitor.get(f"/en/check?digest={typed}", status=422)
    assert any("64 characters" in error for error in page.errors())


def test_a_delivery_has_a_page_that_leads_to_its_campaign(
    visitor: Visitor, manifest: bytes, petition: OpenPetition
) -> None:
    page = visitor.get(f"/en/deliveries/{petition.id}")
    assert page.heading() == f"Delivery to {petition.court.name['en']}"
    assert f"/en/campaigns/{petition.campaign.slug}" in [link.get("href") for link in page.all("a")]
    visitor.get("/en/deliveries/00000000-0000-4000-8000-000000000000", status=404)


@pytest.mark.parametrize("lang", [language for language in LANGUAGES if language != "en"])
def test_no_english_is_left(visitor: Visitor, manifest: bytes, petition: OpenPetition, lang: str) -> None:
    assert_own_words(drop(visitor, manifest, lang=lang), lang)
    assert_own_words(drop(visitor, b"{}", lang=lang, status=422), lang)
    assert_own_words(visitor.get(f"/{lang}/deliveries/{petition.id}"), lang)
    assert_own_words(visitor.get(f"/{lang}/check?digest=x", status=422), lang)


def test_every_page_leads_to_the_check(visitor: Visitor) -> None:
    for path in ("/en/", "/fa/how-we-count"):
        assert any(str(link.get("href")).endswith("/check") for link in visitor.get(path).all("a"))

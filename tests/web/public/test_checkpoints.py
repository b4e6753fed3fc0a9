"""The public page of the daily checkpoints, and all of them for programs: what is downloaded can be verified."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.checkpoints.chain import read_published, verify_chain
from app.checkpoints.writing import write_due
from app.core.crypto import Keyring
from app.core.signing import read_public_key
from tests.factories import OpenPetition
from tests.web.visitor import Visitor

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def five_days(owner_session: Session, keyring: Keyring, petition: OpenPetition) -> None:
    for day in range(5):
        write_due(owner_session, keyring.delivery_key(), site="https://vigil.example", now=NOON + timedelta(days=day))
    owner_session.commit()


def test_the_page_says_what_they_prove_and_what_not(visitor: Visitor) -> None:
    page = visitor.get("/en/checkpoints")
    assert page.heading() == "Daily checkpoints"
    assert "None yet." in page.text
    assert "That there is no second chain." in page.text


def test_the_newest_stand_first_each_with_its_digest(visitor: Visitor, five_days: None) -> None:
    page = visitor.get("/en/checkpoints")
    numbers = [
        str(link.get("href")).rpartition("/")[2] for link in page.all("a") if "/checkpoints/" in str(link.get("href"))
    ]
    assert numbers == ["5", "4", "3", "2", "1"]
    shown = visitor.client.get("/api/v1/checkpoints/5").get_json()
    assert shown["sha256"] in page.text


def test_what_is_downloaded_verifies_with_the_published_key(visitor: Visitor, five_days: None) -> None:
    key = read_public_key(visitor.client.get("/en/delivery-key.pem").data)
    raw = visitor.client.get("/api/v1/checkpoints?limit=400").data
    report = verify_chain(read_published(raw), key)
    assert (report.problems, report.first, report.last) == ((), 1, 5)
    one = visitor.client.get("/api/v1/checkpoints/3").data
    assert verify_chain(read_published(one), key).holds
    changed = raw.replace(b'"confirmed":0', b'"confirmed":9', 1)
    assert not verify_chain(read_published(changed), key).holds


def test_they_come_a_page_at_a_time(visitor: Visitor, five_days: None) -> None:
    first = visitor.client.get("/api/v1/checkpoints?limit=3").get_json()
    assert [each["checkpoint"]["number"] for each in first["checkpoints"]] == [1, 2, 3]
    rest = visitor.client.get(first["next"].partition("/api/")[1] + first["next"].partition("/api/")[2]).get_json()
    assert [each["checkpoint"]["number"] for each in rest["checkpoints"]] == [4, 5]
    assert rest["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=401", "after=-1", "after=x", "more=1", "limit=1&limit=2"])
def test_another_question_is_refused(visitor: Visitor, query: str) -> None:
    assert visitor.client.get(f"/api/v1/checkpoints?{query}").status_code == 400


@pytest.mark.parametrize("number", ["6", "0", "9" * 40])
def test_another_number_leads_nowhere(visitor: Visitor, five_days: None, number: str) -> None:
    assert visitor.client.get(f"/api/v1/checkpoints/{number}").status_code == 404

"""Whoever looks for a campaign finds it: by any spelling, by filters, page by page, and while the database is away."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session

from app.web.public import finding
from tests.factories.campaigns import add_petition
from tests.web.page import Page
from tests.web.visitor import Visitor

MARYAM = "stop-torturing-maryam"


def found(page: Page) -> list[str]:
    links = [link.get("href") or "" for link in page.all("a")]
    return list(dict.fromkeys(urlsplit(link).path.split("/")[-1] for link in links if link.endswith("#sign")))


@pytest.mark.parametrize(
    "typed",
    [
        "Maryam", "MARYAM akbari", "Maryam Monfarad", "Mariam Akbary", "monfared maryam",
        "مریم", "مريم اكبري", "اکبری‌منفرد", "#StopTorturingMaryam", "torturing", "سمنان", "Semnan",
    ],
)  # fmt: skip
def test_the_sample_is_found_however_it_is_spelled(visitor: Visitor, samples: None, typed: str) -> None:
    page = visitor.get("/en/campaigns/", query_string={"q": typed})
    assert found(page)[0] == MARYAM


@pytest.mark.parametrize("typed", ["zzyzx", "%", "_", "🕯", "\\", "maryam zzyzx", "ـــ"])
def test_what_is_not_there_is_not_found_and_the_page_says_how_to_go_on(
    visitor: Visitor, samples: None, typed: str
) -> None:
    page = visitor.get("/en/campaigns/", query_string={"q": typed})
    assert found(page) == []
    assert "Try fewer words" in page.text
    assert page.value_of("q") == typed


def test_filters_stand_in_the_address_and_narrow_the_list(visitor: Visitor, samples: None) -> None:
    everything = found(visitor.get("/en/campaigns/"))
    some = visitor.get("/en/campaigns/", query_string={"theme": "truth_and_justice"})
    assert MARYAM in found(some)
    assert len(found(some)) < len(everything)
    assert some.response.headers["X-Robots-Tag"] == "noindex, follow"
    none = visitor.get("/en/campaigns/", query_string={"theme": "truth_and_justice", "status": "released"})
    assert MARYAM not in found(none)


def test_a_filter_that_does_not_exist_finds_nothing(visitor: Visitor, samples: None) -> None:
    assert found(visitor.get("/en/campaigns/", query_string={"prison": "nowhere"})) == []


def test_a_long_list_comes_page_by_page(
    visitor: Visitor, owner_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE_SIZE", 2)
    made = {add_petition(owner_session).campaign.slug for _ in range(5)}
    owner_session.commit()
    address, seen, pages = "/en/campaigns/", [], 0
    while address and pages < 9:
        page = visitor.get(address)
        seen += found(page)
        pages += 1
        address = next((link.get("href") for link in page.all("a") if link.get("rel") == "next"), None)
    assert (pages, len(seen), set(seen)) == (3, 5, made)


def test_a_wrong_address_leads_to_the_search(visitor: Visitor) -> None:
    page = visitor.get("/fa/nowhere", status=404)
    (form,) = [form for form in page.all("form") if form.get("role") == "search"]
    assert form.get("action") == "/fa/campaigns/"

"""The page of a campaign in each of its stages, and the pages around it, with the samples."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.petitions.models import Petition
from tests.web.page import Page
from tests.web.visitor import FORM, Visitor, sign_path

LANGUAGES = ("en", "fa", "de")
NAMES = {
    "a": "open", "b": "closing_soon", "c": "delivered", "d": "victory", "e": "answered", "f": "executed",
    "g": "died_in_custody", "h": "disappeared", "i": "not_open", "j": "paused", "m": "released", "n": "closed",
    "o": "delivered", "a-earlier": "moved",
}  # fmt: skip
TAKING = {"a", "b", "h"}
PLACES = (
    "prisoners/maryam-akbari-monfared",
    "prisoners/sample-prisoner-a",
    "prisoners/sample-prisoner-f",
    "prisons/prison-in-semnan",
    "prisons/sample-island-prison",
    "groups/34-prisoners-with-long-sentences",
    "organisations/sample-organisation",
    "memorials/massacre-of-1988",
)


def addresses(page: Page) -> set[str]:
    return {link.get("href") or "" for link in page.all("a")}


def test_every_stage_has_its_page(visitor: Visitor, samples: None) -> None:
    for name in NAMES:
        for lang in LANGUAGES:
            page = visitor.get(f"/{lang}/campaigns/sample-prisoner-{name}")
            forms = [form for form in page.all("form") if (form.get("action") or "").endswith("/sign")]
            assert len(forms) == (name in TAKING), name
            assert ("#sign" in addresses(page)) == (name in TAKING), name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b", "Closing soon: the last day to sign is"),
        ("c", "The signatures were delivered; no answer came."),
        ("d", "Sample Prisoner D was released."),
        ("e", "The authority answered, and refused."),
        ("f", "Sample Prisoner F was executed. The name stays here"),
        ("g", "Sample Prisoner G died in custody. The name stays here"),
        ("h", "Say where Sample Prisoner H is."),
        ("i", "This petition opens on"),
        ("j", "Signing is paused."),
        ("m", "Sample Prisoner M is free."),
        ("n", "The time to sign is over."),
        ("o", "We wait for the answer."),
        ("a-earlier", "Calls home were allowed; a doctor is not."),
    ],
)
def test_a_stage_says_what_it_is(visitor: Visitor, samples: None, name: str, said: str) -> None:
    assert said in visitor.get(f"/en/campaigns/sample-prisoner-{name}").text


def test_a_retired_campaign_leads_to_the_live_one(visitor: Visitor, samples: None) -> None:
    page = visitor.get("/fa/campaigns/sample-prisoner-a-earlier")
    assert "/fa/campaigns/sample-prisoner-a" in addresses(page)


@pytest.mark.parametrize("name", ["d", "f", "i", "j", "n", "a-earlier"])
def test_what_takes_no_signature_refuses_one(
    visitor: Visitor, samples: None, owner_session: Session, name: str
) -> None:
    wanted = select(Petition.id).join(Campaign).where(Campaign.slug == f"sample-prisoner-{name}")
    visitor.post(sign_path(owner_session.scalars(wanted).one()), FORM, status=409)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_quiet_says_that_it_was_asked_for_and_no_name(visitor: Visitor, samples: None, lang: str) -> None:
    page = visitor.get(f"/{lang}/campaigns/sample-prisoner-l", status=410)
    assert "Sample Prisoner L" not in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert visitor.get(f"/{lang}/prisoners/sample-prisoner-l", status=404)
    assert "sample-prisoner-l" not in visitor.get(f"/{lang}/campaigns/").response.get_data(as_text=True)


def test_the_pages_around_a_campaign(visitor: Visitor, samples: None) -> None:
    for place in PLACES:
        for lang in LANGUAGES:
            page = visitor.get(f"/{lang}/{place}")
            assert f"/{lang}/campaigns/" in addresses(page)
            assert any(address.startswith(f"/{lang}/campaigns/s") for address in addresses(page))


def test_a_campaign_links_to_what_stands_around_it(visitor: Visitor, samples: None) -> None:
    linked = addresses(visitor.get("/en/campaigns/stop-torturing-maryam"))
    around = {place for place in PLACES if not place.startswith(("prisoners/sample", "prisons/sample"))}
    assert {f"/en/{place}" for place in around} <= linked


@pytest.mark.parametrize("noun", ["prisoners", "prisons", "groups", "organisations", "memorials"])
def test_what_nobody_campaigns_for_has_no_page(visitor: Visitor, samples: None, noun: str) -> None:
    visitor.get(f"/en/{noun}/nobody", status=404)


def test_a_memorial_names_who_states_each_figure(visitor: Visitor, samples: None) -> None:
    text = visitor.get("/en/memorials/massacre-of-1988").text
    for figure in ("30,000", "120,000", "500,000"):
        assert figure in text
    assert text.count("According to: the MEK itself, in the campaign article, August 2022") == 3

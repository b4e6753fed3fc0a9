"""A campaign for several people names all of them, each with what is known, wherever it is shown."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.rules import standing_of
from app.cases.kinds import PrisonerStatus
from app.core.clock import utc_now
from app.petitions.publishing import publish_campaign
from tests.factories import OpenPetition, add_fellow, add_petition
from tests.web.page import Page
from tests.web.visitor import Visitor

TEACHERS = "sample-prisoners-p-q-r"
NAMES = {
    "en": ("Sample Prisoner P", "Sample Prisoner Q", "Sample Prisoner R"),
    "fa": ("زندانی نمونه پ", "زندانی نمونه ق", "زندانی نمونه ر"),
}
EVERYBODY = {"en": "Sample Prisoner P, Sample Prisoner Q and Sample Prisoner R"}


@pytest.fixture
def four(owner_session: Session) -> OpenPetition:
    """A campaign for four people, two of whom were sentenced on one day."""
    made = add_petition(owner_session)
    for status, days in (
        (PrisonerStatus.RELEASED, ("2025-02",)),
        (PrisonerStatus.EXECUTED, ("2025-02", "2024-01-03")),
        (PrisonerStatus.DETAINED, ("2024",)),
    ):
        add_fellow(owner_session, made, status=status, events=days)
    publish_campaign(owner_session, made.id, now=utc_now())
    owner_session.commit()
    return made


def links(page: Page) -> list[str]:
    return [link.get("href") or "" for link in page.all("a")]


def schema(page: Page) -> dict[str, Any]:
    (block,) = page.all("script")
    found: dict[str, Any] = json.loads(block.text or "")
    return found


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_page_names_everybody_and_leads_to_each(visitor: Visitor, samples: None, lang: str) -> None:
    page = visitor.get(f"/{lang}/campaigns/{TEACHERS}")
    (people,) = [each for each in page.all("ul") if each.get("class") == "people"]
    for name, line in zip(NAMES[lang], people.findall("li"), strict=True):
        assert name in "".join(line.itertext())
    for slug in ("p", "q", "r"):
        own = visitor.get(f"/{lang}/prisoners/sample-prisoner-{slug}")
        assert f"/{lang}/prisoners/sample-prisoner-{slug}" in links(page)
        assert f"/{lang}/campaigns/{TEACHERS}#sign" in links(own)


def test_each_is_shown_with_what_is_known_of_each(visitor: Visitor, samples: None) -> None:
    page = visitor.get(f"/en/campaigns/{TEACHERS}")
    assert page.heading() == "Free the three sample teachers"
    (people,) = [each for each in page.all("ul") if each.get("class") == "people"]
    states = ["".join(line.findall("p")[1].itertext()).strip() for line in people.findall("li")]
    assert states[0].startswith("In prison · day")
    assert states[2] == "Released · 1 December 2025"


def test_what_they_share_is_told_once_and_in_order(visitor: Visitor, samples: None) -> None:
    text = visitor.get(f"/en/campaigns/{TEACHERS}").text
    assert text.count("The three teachers are arrested at their school.") == 1
    assert f"Arrest {EVERYBODY['en']}" in " ".join(text.split())
    days = [text.index(day) for day in ("9 February 2025", "21 June 2025", "October 2025")]
    assert days == sorted(days)


def test_days_that_are_known_less_exactly_come_in_their_order(visitor: Visitor, four: OpenPetition) -> None:
    page = visitor.get(f"/en/campaigns/{four.campaign.slug}")
    days = ["".join(each.itertext()) for each in page.all("p") if each.get("class") == "when"]
    assert days == ["2024", "3 January 2024", "February 2025"]


@pytest.mark.parametrize("path", ["", "campaigns/", "organisations/sample-lantern-circle", f"embed/{TEACHERS}"])
def test_lists_and_the_frame_name_everybody(visitor: Visitor, samples: None, path: str) -> None:
    assert EVERYBODY["en"] in visitor.get(f"/en/{path}").text


@pytest.mark.parametrize("query", [{"q": "prisoner r"}, {"status": "released"}, {"prison": "sample-island-prison"}])
def test_it_is_found_by_any_of_them(visitor: Visitor, samples: None, query: dict[str, str]) -> None:
    assert f"/en/campaigns/{TEACHERS}#sign" in links(visitor.get("/en/campaigns/", query_string=query))


def test_programs_get_everybody(client: FlaskClient, visitor: Visitor, four: OpenPetition) -> None:
    answer = client.get(f"/api/v1/campaigns/{four.campaign.slug}").get_json()
    assert [each["status"] for each in answer["prisoners"]] == ["detained", "released", "executed", "detained"]
    assert [len(each["events"]) for each in answer["prisoners"]] == [0, 1, 2, 1]
    assert len(schema(visitor.get(f"/en/campaigns/{four.campaign.slug}"))["about"]) == 4
    assert len(client.get("/api/v1/campaigns").get_json()["campaigns"][0]["prisoners"]) == 4


def test_of_many_a_sentence_names_a_few_and_says_how_many_more(
    visitor: Visitor, owner_session: Session, four: OpenPetition
) -> None:
    for _ in range(2):
        add_fellow(owner_session, four, status=PrisonerStatus.DETAINED)
    publish_campaign(owner_session, four.id, now=utc_now())
    owner_session.commit()
    page = visitor.get(f"/fa/campaigns/{four.campaign.slug}/messages")
    assert "۲ تن دیگر" in page.heading()
    (people,) = [
        each for each in visitor.get(f"/fa/campaigns/{four.campaign.slug}").all("ul") if each.get("class") == "people"
    ]
    assert len(people) == 6


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ((PrisonerStatus.EXECUTED, PrisonerStatus.EXECUTED), "were executed. Their names stay here"),
        ((PrisonerStatus.DIED_IN_CUSTODY, PrisonerStatus.DIED_IN_CUSTODY), "died in custody. Their names stay here"),
        ((PrisonerStatus.RELEASED, PrisonerStatus.RELEASED), "are free."),
        ((PrisonerStatus.RELEASED, PrisonerStatus.EXECUTED), "was executed. The name stays here"),
    ],
)
def test_what_became_of_them_is_said_of_those_it_befell(
    visitor: Visitor, owner_session: Session, statuses: tuple[PrisonerStatus, PrisonerStatus], said: str
) -> None:
    made = add_petition(owner_session)
    campaign = owner_session.get_one(Campaign, made.campaign.id)
    owner_session.refresh(campaign, ["prisoners"])
    campaign.prisoners[0].status = statuses[0]
    add_fellow(owner_session, made, status=statuses[1])
    document = publish_campaign(owner_session, made.id, now=utc_now())
    owner_session.commit()
    assert not standing_of(document, now=utc_now()).takes_signatures
    assert said in visitor.get(f"/en/campaigns/{made.campaign.slug}").text
    assert said in visitor.get(f"/en/embed/{made.campaign.slug}").text

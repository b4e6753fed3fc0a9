"""What was signed on paper and what partners state stands beside the figure, under its own name, and never in it."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.languages import LANGUAGES
from app.core.numerals import format_number
from app.paper.batches import PublishedPaper
from app.paper.partners import PublishedPartnerTally
from app.tallies.models import PublishedTally
from tests.factories import OpenPetition, add_petition

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def petition(owner_session: Session) -> OpenPetition:
    petition = add_petition(owner_session)
    owner_session.add(PublishedTally(petition_id=petition.id, confirmed=2345, as_of=NOW))
    owner_session.commit()
    return petition


def put_on_paper(session: Session, petition: OpenPetition, **figures: object) -> None:
    values = {"counted": 1678, "also_online": 0, "overlap_day": None, "as_of": NOW, "frozen": False}
    session.add(PublishedPaper(petition_id=petition.id, **(values | figures)))
    session.commit()


def let_state(session: Session, petition: OpenPetition, **stated: object) -> None:
    values = {"partner": "Friends <of> Lanterns", "figure": 9012, "as_of": "2026-05", "evidence": "https://x.example/a"}
    session.add(PublishedPartnerTally(id=petition.campaign.id, petition_id=petition.id, **(values | stated)))
    session.commit()


def page(client: FlaskClient, petition: OpenPetition, language: str = "en") -> str:
    return client.get(f"/{language}/campaigns/{petition.campaign.slug}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_and_partners_stand_beside_the_figure(client, owner_session, petition, language):
    put_on_paper(owner_session, petition, also_online=40)
    let_state(owner_session, petition)
    shown = page(client, petition, language)
    for figure in (2345, 1678, 40, 9012):
        assert format_number(figure, language) in shown
    assert format_number(2345 + 1678, language) not in shown
    assert "Friends &lt;of&gt; Lanterns" in shown
    assert 'href="https://x.example/a"' in shown


def test_where_there_is_nothing_nothing_is_said(client, owner_session, petition):
    put_on_paper(owner_session, petition, counted=0)
    shown = page(client, petition)
    assert "On paper" not in shown
    assert "have not counted" not in shown


def test_of_a_few_who_signed_twice_nothing_is_said(client, owner_session, petition):
    put_on_paper(owner_session, petition)
    assert "signed online as well" not in page(client, petition)


def test_a_frozen_figure_says_so(client, owner_session, petition):
    put_on_paper(owner_session, petition, frozen=True)
    assert "stands still until we are sure" in page(client, petition)


def test_programs_get_it_apart_as_well(client, owner_session, petition):
    address = f"/api/v1/petitions/{petition.id}"
    put_on_paper(owner_session, petition, also_online=40)
    let_state(owner_session, petition)
    answer = client.get(address).get_json()
    assert answer["signatures"]["confirmed"] == 2345
    assert answer["apart"]["paper"] == {
        "counted": 1678, "also_online": 40, "as_of": "2026-06-01T00:00:00Z", "frozen": False,
    }  # fmt: skip
    assert answer["apart"]["partners"] == [
        {"partner": "Friends <of> Lanterns", "figure": 9012, "as_of": "2026-05", "evidence": "https://x.example/a"}
    ]


def test_programs_are_told_of_nothing_where_there_is_nothing(client, petition):
    answer = client.get(f"/api/v1/campaigns/{petition.campaign.slug}").get_json()
    assert answer["petition"]["apart"] == {"paper": None, "partners": []}

"""The page of figures by country."""

import gzip
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.signatures.complaints import COUNTRIES
from app.tallies.models import PublishedCountries
from app.web.public.world import STEPS, _world, draw, step_of
from tests.factories import OpenPetition
from tests.web.page import Page
from tests.web.visitor import Visitor

MAP_BUDGET = 25_000
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figures(owner_session: Session, petition: OpenPetition) -> None:
    shown = {"": 15, "DE": 12_345, "IR": 10, "MT": 40}
    owner_session.add(PublishedCountries(petition_id=petition.id, day=date(2026, 11, 22), shown=shown, other=30))
    owner_session.commit()


def _rows(page: Page) -> list[list[str]]:
    rows = (row for table in page.all("table") for row in table.iter("tr"))
    return [["".join(cell.itertext()) for cell in row] for row in rows][1:]


def test_the_table_says_what_the_map_shows(visitor: Visitor, campaign_path: str, figures: None) -> None:
    page = visitor.get(f"{campaign_path}/countries")
    assert _rows(page) == [
        ["Germany", "12,345"],
        ["Malta", "40"],
        ["No country given", "15"],
        ["Iran", "10"],
        ["All others together", "30"],
    ]
    paths = [path for path in page.all(f"{SVG}path") if "lit" in path.get("class", "")]
    lit = {path.get("class"): "".join(path.itertext()) for path in paths}
    assert lit == {"lit-4": "Germany: 12,345", "lit-1": "Iran: 10"}
    assert "22 November 2026" in page.text


def test_persian_readers_get_their_names_and_digits(visitor: Visitor, campaign_path: str, figures: None) -> None:
    page = visitor.get(f"{campaign_path.replace('/en/', '/fa/')}/countries")
    assert _rows(page)[0] == ["آلمان", "۱۲٬۳۴۵"]


def test_before_there_are_figures_the_page_says_so(visitor: Visitor, campaign_path: str) -> None:
    page = visitor.get(f"{campaign_path}/countries")
    assert _rows(page) == []
    assert "No country has ten signatures yet" in page.text
    assert f"{campaign_path}/countries" in {link.get("href") for link in visitor.get(campaign_path).all("a")}


def test_the_map_is_small_and_knows_what_people_can_choose(visitor: Visitor, campaign_path: str) -> None:
    body = visitor.get(f"{campaign_path}/countries").response.get_data()
    assert len(gzip.compress(body)) <= MAP_BUDGET
    world = _world()
    assert len(world.countries) > 170
    assert world.countries.keys() <= COUNTRIES | {"XK"}


def test_brightness_has_four_steps() -> None:
    assert [step_of(count) for count in (9, 10, 99, 100, 1_000, 10_000, 10**7)] == [0, 1, 1, 2, 3, 4, 4]
    assert len(STEPS) == 4
    assert draw({"XX": 50}).lit == []

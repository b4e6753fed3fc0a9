"""The files of a dashboard: what spreadsheets of every language open rightly, and none runs."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from app.tallies.figures import Figures, Funnel, Part, Standing
from app.tallies.periods import Period
from app.web.organiser.sheets import SHEETS, write_sheet

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
FIGURES = Figures(
    period=Period(date(2026, 11, 24), date(2026, 11, 25)),
    standing=Standing(40, 3, 0, 0, NOW, frozen=False),
    parts=[Part(datetime(2026, 11, 24, tzinfo=UTC), 12, 42), Part(datetime(2026, 11, 25, tzinfo=UTC), -2, 40)],
    countries={"DE": 20, "": 12, "~": 10},
    languages={"fa": 40},
    sources={"=cmd": 20, "poster": 10},
    source_loads={"poster": 300, "": 90},
    funnel=Funnel(390, 80, 70, 10, 10),
    reached={10: NOW},
    told_on=date(2026, 11, 25),
)


def _rows(name: str, language: str = "en") -> list[list[str]]:
    text = write_sheet(name, FIGURES, language=language)
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text.count("\r\n") == text.count("\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_days() -> None:
    assert _rows("figure") == [
        ["day_utc", "change", "confirmed"],
        ["2026-11-24T00:00Z", "12", "42"],
        ["2026-11-25T00:00Z", "-2", "40"],
    ]


def test_names_are_the_readers_and_codes_are_everybodys() -> None:
    assert _rows("countries")[1:] == [["DE", "Germany", "20"], ["none", "", "12"], ["others", "", "10"]]
    assert _rows("countries", "fa")[1] == ["DE", "آلمان", "20"]
    assert _rows("languages")[1:] == [["fa", "Persian", "40"]]


def test_a_code_that_looks_like_a_formula_is_text() -> None:
    assert _rows("sources")[1:] == [["'=cmd", "0", "20"], ["poster", "300", "10"], ["none", "90", "0"]]


def test_the_way() -> None:
    assert _rows("funnel") == [
        ["step", "count"],
        ["page_loads_at_least", "390"],
        ["submitted_at_least", "80"],
        ["mailed_at_least", "70"],
        ["bounced_at_least", "10"],
        ["complained_at_least", "0"],
        ["confirmed", "10"],
    ]


def test_milestones() -> None:
    assert _rows("milestones") == [["milestone", "reached_in_hour_utc"], ["10", "2026-11-25T10:00Z"]]


@pytest.mark.parametrize("name", SHEETS)
def test_every_row_has_every_column(name: str) -> None:
    assert len({len(row) for row in _rows(name)}) == 1

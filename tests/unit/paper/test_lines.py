"""A line is a person, or it is refused with a reason that repeats nothing of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.languages import LANGUAGES
from app.paper.columns import Role
from app.paper.lines import TYPED_ROLES, Line, find_country, is_formula, read_line
from app.paper.states import LineReason

PARTS = [Role.IGNORED, Role.GIVEN, Role.FAMILY, Role.EMAIL]


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["Ada Sample", "GB", "ada@example.org"], Line(name="Ada Sample", country="GB", email="ada@example.org")),
        (["  Ada   Sample ", " united kingdom ", ""], Line(name="Ada Sample", country="GB", email="")),
        (["پروانه نمونه", "ایران", ""], Line(name="پروانه نمونه", country="IR", email="")),
        (["李小明", "", ""], Line(name="李小明", country="", email="")),
        (["D’Arcy O'Neil-Peña", "fr", ""], Line(name="D’Arcy O'Neil-Peña", country="FR", email="")),
        (["Ada", "GB", "", "", " "], Line(name="Ada", country="GB", email="")),
    ],
)
def test_a_line_that_is_a_person(cells: list[str], line: Line) -> None:
    assert read_line(cells, TYPED_ROLES) == line


def test_a_name_in_two_columns_is_joined() -> None:
    assert read_line(["7", "Ada", "Sample", ""], PARTS) == Line(name="Ada Sample", country="", email="")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["", "GB", ""], LineReason.NAME_MISSING),
        (["x" * 101, "GB", ""], LineReason.NAME_TOO_LONG),
        (["Ada\0", "GB", ""], LineReason.NAME_UNREADABLE),
        (["Ada\u202eSample", "GB", ""], LineReason.NAME_UNREADABLE),
        (["Ada \ufffd", "GB", ""], LineReason.NAME_UNREADABLE),
        (["Ada\nSample", "GB", ""], LineReason.NAME_UNREADABLE),
        (["www.example.org", "GB", ""], LineReason.NAME_IS_ADDRESS),
        (["ada@example.org", "GB", ""], LineReason.NAME_IS_ADDRESS),
        (["12345", "GB", ""], LineReason.NAME_WITHOUT_LETTERS),
        (["Ada", "Atlantis", ""], LineReason.COUNTRY_UNKNOWN),
        (["Ada", "GB", "ada@"], LineReason.EMAIL_WRONG),
        (["Ada", "GB", "illegible"], LineReason.EMAIL_WRONG),
        (["Ada", "GB"], LineReason.WRONG_COLUMNS),
        (["Ada", "GB", "", "more"], LineReason.WRONG_COLUMNS),
        (["=1+1", "GB", ""], LineReason.FORMULA),
        (["=cmd|' /C calc'!A0", "GB", ""], LineReason.FORMULA),
        (["'=HYPERLINK(A1)", "GB", ""], LineReason.FORMULA),
        (["+49 name", "GB", ""], LineReason.FORMULA),
        (["-Ada", "GB", ""], LineReason.FORMULA),
        (["@SUM(A1)", "GB", ""], LineReason.FORMULA),
        (["\t=1", "GB", ""], LineReason.FORMULA),
        (["＝１＋１", "GB", ""], LineReason.FORMULA),
        (["Ada", "=A1", ""], LineReason.FORMULA),
    ],
)
def test_a_line_that_is_refused(cells: list[str], reason: LineReason) -> None:
    assert read_line(cells, TYPED_ROLES) is reason


@pytest.mark.parametrize("cell", ["", "-", "Anne-Marie", "O'Neil", "'Abd", "A+B"])
def test_what_is_no_formula(cell: str) -> None:
    assert not is_formula(cell)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", ""), (" ", ""), ("de", "DE"), ("Deutschland", "DE"), ("ALLEMAGNE", "DE"), ("Alemania", "DE"), ("آلمان", "DE"),
     ("ألمانيا", "DE"), ("المانيا", "DE"), ("USA", "US"),
     ("U.K.", None), ("england", "GB"), ("İran", "IR"), ("EU", None), ("nowhere", None)],
)  # fmt: skip
def test_a_country_is_known_by_code_and_by_its_name_in_every_language(typed: str, code: str | None) -> None:
    assert find_country(typed) == code
    assert len(LANGUAGES) == 6


@given(st.lists(st.text(max_size=120), max_size=6))
def test_whatever_stands_in_a_line_it_is_a_person_or_refused(cells: list[str]) -> None:
    found = read_line(cells, TYPED_ROLES)
    assert isinstance(found, Line | LineReason)
    if isinstance(found, Line):
        assert found.name.strip() == found.name
        assert "\n" not in found.name
        assert not is_formula(found.name)

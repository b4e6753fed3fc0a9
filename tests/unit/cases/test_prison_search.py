"""A prison is found however its name is spelled, and what is unlike it is not."""

from dataclasses import dataclass, field

import pytest

from app.cases.prison_search import find_prisons


@dataclass
class Place:
    names: dict[str, str]
    place: dict[str, str] = field(default_factory=dict)


VALLEY = Place({"en": "Valley Prison", "fa": "زندان دره‌ی کبود"}, {"en": "Valleytown"})
LAKE = Place({"en": "Lakeside Prison", "fa": "زندان دریاچه"}, {"en": "Laketown", "fa": "شهر دریاچه"})
HILL = Place({"en": "Gohar Hill Prison", "fa": "زندان تپه گوهر"}, {"en": "Hilltown"})
KNOWN = [VALLEY, LAKE, HILL]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Valley", VALLEY),
        ("valey", VALLEY),
        ("vally prison", VALLEY),
        ("GOUHAR", HILL),
        ("laketown", LAKE),
        ("درياچه", LAKE),
        ("كبود", VALLEY),
        ("دره ي کبود", VALLEY),
        ("lak", LAKE),
    ],
)
def test_the_likest_comes_first(words: str, first: Place) -> None:
    assert find_prisons(KNOWN, words, most=3)[0] is first


@pytest.mark.parametrize("words", ["", "  ", "!?", "Zebrafish", "۱۲۳۴۵"])
def test_what_is_unlike_all_finds_none(words: str) -> None:
    assert find_prisons(KNOWN, words, most=3) == []


def test_no_more_are_found_than_asked_for() -> None:
    assert len(find_prisons(KNOWN, "prison", most=2)) == 2

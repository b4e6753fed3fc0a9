"""Choosing words for a reader."""

import pytest

from app.core.languages import LANGUAGES, direction, words_in


@pytest.mark.parametrize(("language", "expected"), [("en", "ltr"), ("fa", "rtl"), ("ar", "rtl"), ("de", "ltr")])
def test_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_the_first_languages_are_english_and_persian() -> None:
    assert LANGUAGES == ("en", "fa")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [({"fa": "آزادی", "en": "freedom"}, "آزادی"), ({"de": "Freiheit", "en": "freedom"}, "freedom"), ({"de": "F"}, "F")],
)
def test_the_readers_words_then_english_then_any(texts: dict[str, str], expected: str) -> None:
    assert words_in(texts, "fa") == expected


def test_no_words_at_all_is_an_error() -> None:
    with pytest.raises(LookupError):
        words_in({}, "en")

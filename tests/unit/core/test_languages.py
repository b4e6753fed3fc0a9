"""Choosing words for a reader."""

import pytest

from app.core.languages import LANGUAGES, OWN_NAMES, direction, language_of, nearest_language, words_in


@pytest.mark.parametrize(("language", "expected"), [("en", "ltr"), ("fa", "rtl"), ("ar", "rtl"), ("de", "ltr")])
def test_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_english_and_persian_come_first_and_each_language_has_its_name() -> None:
    assert LANGUAGES[:2] == ("en", "fa")
    assert tuple(OWN_NAMES) == LANGUAGES


@pytest.mark.parametrize(
    ("accepted", "nearest"),
    [
        (["fa-AF"], "fa"),
        (["prs-AF", "en"], "fa"),
        (["fr-CA"], "fr"),
        (["fr_CH", "de"], "fr"),
        (["AR-eg"], "ar"),
        (["arz"], "ar"),
        (["gsw-CH"], "de"),
        (["es-419"], "es"),
        (["de-Latn-AT-1996"], "de"),
        (["nl", "tr", "de"], "de"),
        (["zh-Hans", "*"], None),
        (["frr", "ast", "arc"], None),
        ([], None),
    ],
)
def test_the_first_language_that_we_have_is_the_nearest(accepted: list[str], nearest: str | None) -> None:
    assert nearest_language(accepted) == nearest


@pytest.mark.parametrize(
    ("texts", "expected"),
    [({"fa": "آزادی", "en": "freedom"}, "آزادی"), ({"de": "Freiheit", "en": "freedom"}, "freedom"), ({"de": "F"}, "F")],
)
def test_the_readers_words_then_english_then_any(texts: dict[str, str], expected: str) -> None:
    assert words_in(texts, "fa") == expected
    assert texts[language_of(texts, "fa")] == expected


def test_no_words_at_all_is_an_error() -> None:
    with pytest.raises(LookupError):
        words_in({}, "en")

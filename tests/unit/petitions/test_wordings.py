"""The bytes that a wording's hash is over."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.petitions.wordings import canonical_wording

TEXTS = st.dictionaries(st.sampled_from(["en", "fa", "de"]), st.text(max_size=40), min_size=1)
LISTS = st.dictionaries(st.sampled_from(["en", "fa"]), st.lists(st.text(max_size=20), max_size=3))


def test_the_canonical_form_is_fixed_for_ever() -> None:
    content = canonical_wording({"fa": "آزاد کنید", "en": "Free her"}, {"en": ["Now"]}, [{"en": "An office"}])
    assert content.decode() == (
        '{"ask":{"en":"Free her","fa":"آزاد کنید"},"demands":{"en":["Now"]},"named_recipients":[{"en":"An office"}]}'
    )


@given(TEXTS, LISTS, st.lists(TEXTS, max_size=3))
def test_the_order_of_languages_does_not_matter(
    ask: dict[str, str], demands: dict[str, list[str]], named: list[dict[str, str]]
) -> None:
    def turned(texts: dict[str, str]) -> dict[str, str]:
        return dict(reversed(texts.items()))

    again = canonical_wording(turned(ask), dict(reversed(demands.items())), [turned(name) for name in named])
    assert again == canonical_wording(ask, demands, named)


@given(TEXTS, LISTS, st.lists(TEXTS, max_size=3))
def test_everything_assented_to_is_in_it(
    ask: dict[str, str], demands: dict[str, list[str]], named: list[dict[str, str]]
) -> None:
    content = json.loads(canonical_wording(ask, demands, named))
    assert content == {"ask": ask, "demands": demands, "named_recipients": named}

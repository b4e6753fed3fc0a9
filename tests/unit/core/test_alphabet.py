"""Words stand where a reader looks for them."""

import pytest

from app.core.alphabet import alphabetical


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Danemark", "Égypte", "Émirats arabes unis", "Espagne", "Zambie"]),
        ("de", ["Oman", "Österreich", "Osttimor", "Zypern"]),
        ("es", ["Afganistán", "Ángola", "Zimbabue"]),
        ("fa", ["آلمان", "بلژیک", "پرو", "تاجیکستان", "چین", "گرجستان", "لیبی", "نروژ", "ونزوئلا", "هند", "یمن"]),
        ("ar", ["أذربيجان", "إسبانيا", "ألمانيا", "بلجيكا", "هولندا"]),
    ],
)  # fmt: skip
def test_words_are_in_the_order_of_their_alphabet(language: str, words: list[str]) -> None:
    assert sorted(words, key=lambda word: alphabetical(word, language)) == words

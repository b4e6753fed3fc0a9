"""What was taken away and added, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from app.drafts.word_differences import MOST_WORDS, word_differences


def test_a_word_is_replaced() -> None:
    assert word_differences("Free Laleh now", "Release Laleh now") == [
        ("removed", "Free"),
        ("added", "Release"),
        ("same", " Laleh now"),
    ]


def test_a_very_long_text_is_compared_as_a_whole() -> None:
    long = "word " * MOST_WORDS
    assert word_differences(long, long + "more") == [("removed", long), ("added", long + "more")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_in_the_pieces(before: str, after: str) -> None:
    pieces = word_differences(before, after)
    assert "".join(words for kind, words in pieces if kind != "added") == before
    assert "".join(words for kind, words in pieces if kind != "removed") == after

"""What a stranger may type, and how it is tidied."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import has_control_characters, has_letter, initials, looks_like_address, tidy


@pytest.mark.parametrize(
    "bad", ["\0", "\r", "\n", "\t", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\ue000", "\uffff", "\ufdd0"]
)
def test_a_name_with_a_control_character_is_found(bad: str) -> None:
    assert has_control_characters(f"Ada{bad}Lovelace")


@pytest.mark.parametrize("good", ["\u200c", "\u200d", "\u0301", "\u200e", "é", "م"])
def test_joiners_and_accents_are_no_control_characters(good: str) -> None:
    assert not has_control_characters(f"a{good}b")


def test_lines_are_allowed_in_comments_only() -> None:
    assert not has_control_characters("one\r\ntwo\tthree", allow_lines=True)
    assert has_control_characters("one\r\ntwo\0", allow_lines=True)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.example",
        "x://y",
        "WWW.example",
        "a@b",
        "a＠b",
        "buy now example.com",
        "Example.ORG",
        "bit.ly/2x",
        "ｗｗｗ.x",
    ],
)
def test_links_and_addresses_are_found(text: str) -> None:
    assert looks_like_address(text)


@pytest.mark.parametrize(
    "text", ["J. R. R. Tolkien", "St.John Philby", "Dr.Comfort Ero", "B.Org-Smith", "Ana M.ª", "A/B"]
)
def test_a_full_stop_is_no_link(text: str) -> None:
    assert not looks_like_address(text)


@pytest.mark.parametrize("text", ["Ø", "李", "م", "ம", "1a"])
def test_one_letter_is_enough(text: str) -> None:
    assert has_letter(text)


@pytest.mark.parametrize("text", ["", "123", "😀", "-", "\u200c", "\u0301"])
def test_without_a_letter_it_is_no_name(text: str) -> None:
    assert not has_letter(text)


def test_tidying_keeps_the_joiners_of_persian() -> None:
    assert tidy("  علی\u200cرضا \u00a0 احمدی ") == "علی\u200cرضا احمدی"


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_tidying_changes_white_space_and_composition_only(text: str) -> None:
    def bare(value: str) -> str:
        return unicodedata.normalize("NFD", "".join(value.split()))

    assert bare(tidy(text)) == bare(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "A. L."),
        ("o'connor", "O."),
        ("  Ana   Lívia  ", "A. L."),
        ("مریم اکبری", "م. ا."),
        ("\u200cعلی", "ع."),
        ("- 7 Ada", "A."),
        ("ßa", "SS."),
        ("李", "李."),
        ("12", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@given(st.text())
def test_initials_tell_one_letter_a_word(text: str) -> None:
    assert len(initials(text).split()) <= len(text.split())

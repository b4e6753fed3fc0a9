"""What a stranger may type, and how it is tidied."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import (
    apart,
    has_control_characters,
    has_heap_of_marks,
    has_letter,
    initials,
    looks_like_address,
    tidy,
    without_strays,
)

WITH_FULL_STOPS = (
    "J. R. R. Tolkien", "J.R.R.Tolkien", "J.R.R. Tolkien", "A.P.J.Abdul Kalam", "K.Kamaraj", "S.Ma", "Y. Li",
    "X.Hu", "St.John Philby", "st.john philby", "St. John", "Dr.Comfort Ero", "dr.comfort", "B.Org-Smith",
    "Ana M.ª", "A/B", "Dr.med. Anna Weiß", "Dr.med.Anna", "Dr.rer.nat. Ugur", "Dipl.-Ing. Max", "Dipl.Ing.Max",
    "Prof.Dr.Li Wei", "Mag.phil. Eva", "Univ.Prof. Ito", "Ing. Novák, Ph.D.", "Jan Novák Ph.D", "Mudr.Eva",
    "M.Sc. Rao", "Rao M.Sc", "B.Com. Iyer", "Prof.ssa Bianchi", "Dott.ssa Verdi", "Sig.ra Neri",
    "Ma.Teresa Cruz", "Ma.de los Ángeles", "Sta.Maria", "Fco.Javier", "Md.Rahim", "md.rahim", "Mohd.Ali",
    "Muhd.Syafiq", "Smt.Devi", "Sri.Ram", "Kh.Mohammad", "Sh.Ebadi", "Mr.Ng", "Dr.Ma", "Prof.Hu", "Rev.Me",
    "Nguyễn T.K.", "Nguyễn T.K.Anh", "Sr.", "John Smith Jr.", "John Smith Jr.,Esq.", "Sammy Davis,Jr.",
    "María P. de G.", "Ludwig v.B.", "U.S. Grant", "E.V.Smith", "O.J.", "D.C.", "ד.ר. כהן", "פרופ.כהן",
    "دکتر.علی احمدی", "م.ر. شجریان", "م.امید", "د.محمد", "А.С.Пушкин", "А.С. Пушкин", "Вл.Ленин",
    "மு.கருணாநிதி", "के.एल.सहगल", "মো.রহিম", "ม.ร.ว.คึกฤทธิ์", "ดร.สมชาย", "王。小明", "王・小明", "Gruffydd ap.",
    "Mary Ann...", "Sample 1234567", "Louis XIV.", "3rd", "Ng.Thị Hoa", "Lê.Hoa", "Þ.Jónsdóttir", "Ö.Öz",
    "İ.Çelik", "Q.Tel", "Tel Aviv",
)  # fmt: skip
"""Initials, titles and short forms as people of many countries write them, with and without a space."""


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
        "evil.io",
        "EVIL.IO",
        "casino.ru bonus",
        "see (evil.io), now",
        "evil.co.uk",
        "a.evil.io",
        "evil.io:8080",
        "evil.io?x=1",
        "evil.io.",
        "evil。com",
        "evil｡com",
        "evil．com",
        "evil․com",
        "evil[.]com",
        "evil (dot) com",
        "evil(dot)com",
        "evil.pizza",
        "my-shop.online",
        "клуб.рф",
        "प्रिया.com",
        "evil\u0302.com",
        "пример.xn--p1ai",
        "中文.中国",
        "tel:+4930123456",
        "mailto:x",
        "JavaScript:x",
        "+49 30 1234 5678",
        "0٠1٢3 4567",
        "12345678",
        "192.168.10.10",
    ],
)
def test_links_and_addresses_are_found(text: str) -> None:
    assert looks_like_address(text)


@pytest.mark.parametrize("text", WITH_FULL_STOPS)
def test_a_full_stop_is_no_link(text: str) -> None:
    assert not looks_like_address(text)


@pytest.mark.parametrize(
    "heap", ["a" + "\u0300" * 6, "Z" + "\u0335\u0323" * 20, "ด้้้้้้", "x\u20dd\u20dd\u20dd\u20dd\u20dd\u20dd"]
)
def test_a_heap_of_marks_is_found(heap: str) -> None:
    assert has_heap_of_marks(heap)


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Ánh", "Nguye\u0302\u0303n", "นภา น้ำผึ้ง", "प्रिया क्ष्मी", "בְּרֵאשִׁ֖ית", "כַּתּוּבָה", "محمّدٌ", "ကျွန်ုပ်", "ကျွှုံ့",
     "བསྒྲུབས",     "শ্রীমতী", "葛\U000e0100城", "ʻĀ̄ina", "ቴዎድሮስ"],
)  # fmt: skip
def test_marks_of_real_writing_are_no_heap(name: str) -> None:
    assert not has_heap_of_marks(name)


@pytest.mark.parametrize("hidden", ["\U000e0041", "\U000e0001", "\u2063", "\ufff9", "\u206a"])
def test_a_name_hides_nothing_that_cannot_be_seen(hidden: str) -> None:
    assert has_control_characters(f"Ada{hidden}")
    assert not has_control_characters(f"Ada{hidden}", allow_lines=True)


@pytest.mark.parametrize("stray", ["\u200e", "\u200f", "\u061c", "\u00ad", "\u200b", "\ufeff", "\u2060"])
def test_strays_are_taken_out(stray: str) -> None:
    assert not has_control_characters(f"Ada{stray}")
    assert tidy(f"{stray}علی\u200cرضا{stray} احمدی") == "علی\u200cرضا احمدی"
    assert without_strays(f"{stray}ada@example.org{stray}") == "ada@example.org"


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
def test_tidying_changes_white_space_composition_and_strays_only(text: str) -> None:
    def bare(value: str) -> str:
        return unicodedata.normalize("NFD", "".join(without_strays(value).split()))

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


@pytest.mark.parametrize(
    ("text", "language", "apart_there"),
    [("Let her go.", "fa", True), ("Let her go.", "en", False), ("بگذارید برود.", "en", True),
     ("بگذارید برود.", "fa", False), ("1988", "fa", False), ("", "fa", False), ("(שלום)", "de", True)],
)  # fmt: skip
def test_words_that_run_the_other_way_are_set_apart(text: str, language: str, apart_there: bool) -> None:
    assert apart(text, language) == (f"\u2068{text}\u2069" if apart_there else text)

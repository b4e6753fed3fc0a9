"""Which addresses are one person, and which are likely slips of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.addresses import canonical, deliverable, mailbox, suggest, untagged


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("ada+vigil@example.org", "ada@example.org"),
        ("a.d.a@gmail.com", "ada@gmail.com"),
        ("a.d.a+x@googlemail.com", "ada@gmail.com"),
        ("a.d.a@example.org", "a.d.a@example.org"),
        ("ada-news@yahoo.com", "ada@yahoo.com"),
        ("ada-news@example.org", "ada-news@example.org"),
        ("ada@protonmail.com", "ada@proton.me"),
        ("ada@me.com", "ada@icloud.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@EXAMPLE.org.", "ada@example.org"),
        ("ada@ＥＸＡＭＰＬＥ.org", "ada@example.org"),
        ("ada@xn--bcher-kva.EXAMPLE", "ada@xn--bcher-kva.example"),
        ("a.d-a_x@protonmail.com", "adax@proton.me"),
        ("a.d-a+tag@pm.me", "ada@proton.me"),
        ("a.da@yandex.com", "a-da@yandex.ru"),
        ("a-da@ya.ru", "a-da@yandex.ru"),
        ("ada-news@yahoo.co.uk", "ada@yahoo.co.uk"),
        ("ada-news@ymail.com", "ada@ymail.com"),
        ("ada-news@rocketmail.com", "ada@rocketmail.com"),
        ("shops@ada.fastmail.com", "ada@fastmail.com"),
        ("shops@ada-b.fastmail.com", "ada_b@fastmail.com"),
        ("ada+shops@fastmail.com", "ada@fastmail.com"),
        ("+tag@example.org", "+tag@example.org"),
        (" ada@example.org ", "ada@example.org"),
    ],
)
def test_spellings_of_one_mailbox(typed: str, expected: str) -> None:
    assert canonical(typed) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a@example.org", "a@example.com"),
        ("ab@x.example", "a.b@x.example"),
        ("victim@straße.de", "victim@strasse.de"),
        ("\ufb01ona@example.org", "fiona@example.org"),
        ("ａｄａ@example.org", "ada@example.org"),
        ("mina\u200cx@example.org", "minax@example.org"),
        ("a@نامه\u200cای.com", "a@نامهای.com"),
    ],
)
def test_two_people_stay_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)
    assert mailbox(one) != mailbox(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sales@Corp.Example", "sales@corp.example."),
        ("a.d.a+x@googlemail.com", "ADA@gmail.com"),
        ("a.d-a@proton.me", "ada+x@proton.me"),
        ("a.da@yandex.by", "a-da@ya.ru"),
        ("ada@me.com", "ada+x@icloud.com"),
        ("ada@straße.de", "ada@xn--strae-oqa.de"),
        ("Ame\u0301lie@example.org", "am\u00e9lie@example.org"),
        ("shops@ada.fastmail.com", "ada@fastmail.com"),
    ],
)
def test_spellings_of_one_mailbox_for_certain(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sales+attacker@corp.example", "sales@corp.example"),
        ("ada-news@yahoo.com", "ada@yahoo.com"),
        ("ada@pm.me", "ada@proton.me"),
        ("shops@ada-b.fastmail.com", "ada_b@fastmail.com"),
    ],
)
def test_who_counts_once_is_not_always_the_holder(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)
    assert mailbox(one) != mailbox(other)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ada+x@Example.ORG", "Ada+x@example.org"),
        ("victim@straße.de", "victim@xn--strae-oqa.de"),
        ("\u212aelly@example.org", "Kelly@example.org"),
    ],
)
def test_a_letter_goes_to_the_mailbox_that_was_looked_at(typed: str, expected: str) -> None:
    assert deliverable(typed) == expected
    assert mailbox(deliverable(typed)) == mailbox(typed)


_ADDRESSES = st.from_regex(r"[a-zA-Z0-9.+_-]{1,20}@[a-z]{1,10}\.(com|org|example)", fullmatch=True)


_PROVIDED = st.from_regex(
    r"[a-z.+_-]{1,9}@(gmail\.com|googlemail\.com|pm\.me|proton\.me|ya\.ru|yandex\.com|yahoo\.de|[a-b]\.fastmail\.com)",
    fullmatch=True,
)
_TYPED = _ADDRESSES | _PROVIDED


@given(_TYPED)
def test_canonical_of_canonical_is_itself(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address)
    assert mailbox(mailbox(address)) == mailbox(address)


@given(_TYPED)
def test_what_is_one_mailbox_counts_once(address: str) -> None:
    assert canonical(mailbox(address)) == canonical(address) == canonical(untagged(address))


@given(_ADDRESSES)
def test_case_never_makes_another_person(address: str) -> None:
    assert canonical(address.upper()) == canonical(address)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmai.com", "ada@gmail.com"),
        ("ada@hotmial.com", "ada@hotmail.com"),
        ("ada@yaho.com", "ada@yahoo.com"),
        ("Ada.L@Outlok.com", "Ada.L@outlook.com"),
    ],
)
def test_a_slip_is_offered_back(typed: str, expected: str) -> None:
    assert suggest(typed) == expected


@pytest.mark.parametrize(
    "right",
    ["ada@gmail.com", "ada@googlemail.com", "ada@mail.com", "ada@gmx.com", "ada@me.com", "ada@amnesty.org",
     "ada@uni-hamburg.de", "ada@example.org", "ada@ymail.com", "nobody"],
)  # fmt: skip
def test_a_right_address_is_left_alone(right: str) -> None:
    assert suggest(right) is None


@given(_ADDRESSES)
def test_what_is_offered_is_never_offered_again(address: str) -> None:
    offered = suggest(address)
    assert offered is None or suggest(offered) is None

"""Which addresses are one person, and which are likely slips of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.addresses import canonical, suggest


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
        ("ａｄａ@example.org", "ada@example.org"),
        ("+tag@example.org", "+tag@example.org"),
        (" ada@example.org ", "ada@example.org"),
    ],
)
def test_spellings_of_one_mailbox(typed: str, expected: str) -> None:
    assert canonical(typed) == expected


@pytest.mark.parametrize(("one", "other"), [("a@example.org", "a@example.com"), ("ab@x.example", "a.b@x.example")])
def test_two_people_stay_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


_ADDRESSES = st.from_regex(r"[a-zA-Z0-9.+_-]{1,20}@[a-z]{1,10}\.(com|org|example)", fullmatch=True)


@given(_ADDRESSES)
def test_canonical_of_canonical_is_itself(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address)


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

"""Codes are read however they are typed, and nothing else is taken for one."""

import pytest

from app.core.limits import SOURCE_CODE_LENGTH
from app.paper.codes import new_code, read_code, show_code


def test_a_fresh_code_reads_back_as_it_is_printed() -> None:
    for _ in range(200):
        code = new_code()
        assert read_code(show_code(code)) == code
        assert len(code) <= SOURCE_CODE_LENGTH


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(500)}) == 500


@pytest.mark.parametrize(
    "typed",
    [
        "k7qf3ma", "K7Q-F3MA", " k7q f3ma ", "K7QF3MA", "k۷q-f۳ma", "k٧q-f٣ma",
        "https://vigil.example/fa/campaigns/free-parvaneh?s=k7qf3ma",
        "https://vigil.example/fa/campaigns/free-parvaneh?lang=x&s=K7QF3MA#sign",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "k7qf3ma"


@pytest.mark.parametrize(
    "typed", ["", "k7qf3m", "k7qf3maa", "k0qf3ma", "k7q/f3ma", "https://vigil.example/fa/?s=", "پروانه", "k7qf3ma;--"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None

"""What a page of the console prints of a text."""

import pytest
from markupsafe import Markup

from app.web.console.printing import printable


@pytest.mark.parametrize(
    "control", ["\0", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\ufdd0", "\uffff", "\U0010fffe", "\ud800"]
)
def test_what_html_has_no_place_for_is_left_out(control: str) -> None:
    assert printable(f"a{control}b") == "ab"


@pytest.mark.parametrize(
    "text", ["a\nb\tc", "علی\u200cرضا", "\u2068a\u2069", "\ue000mark\ue001", "👩\u200d👧", "\ufffd", ""]
)
def test_everything_else_stands(text: str) -> None:
    assert printable(text) == text


def test_markup_stays_markup_and_what_is_no_text_stays_what_it_is() -> None:
    assert isinstance(printable(Markup("<b>\x01</b>")), Markup)
    assert printable(7) == 7
    assert printable(None) is None

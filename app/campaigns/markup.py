"""Organisers' Markdown to HTML that cannot carry a script, a picture from elsewhere or a tracking link; and to text."""

from collections.abc import Iterator, Sequence
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).disable("image")
_TAGS: Final = {"p", "h2", "h3", "strong", "em", "ul", "ol", "li", "blockquote", "a", "br", "hr"}


def to_html(markdown: str) -> str:
    """Return clean HTML. Headings begin at the second level: the page has its own first."""
    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"https", "http"},
        link_rel="noopener noreferrer nofollow",
    )


def to_text(markdown: str) -> str:
    """Return the words as a mail without HTML has them: paragraphs apart, items marked, addresses in brackets."""
    paragraphs, mark = [], ""
    for token in _MARKDOWN.parse(markdown):
        if token.type == "list_item_open":
            mark = f"{token.info}. " if token.info else "– "
        elif token.type == "inline":
            paragraphs.append(mark + "".join(_iter_said(token.children or [])))
            mark = ""
        elif token.type in ("fence", "code_block"):
            paragraphs.append(token.content.strip())
    return "\n\n".join(paragraphs)


def _iter_said(tokens: Sequence[Token]) -> Iterator[str]:
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            yield f" ({address})" if address.startswith(("http://", "https://")) else ""
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            yield token.content

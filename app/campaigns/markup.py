"""Organisers' Markdown to HTML that cannot carry a script, a picture from elsewhere or a tracking link."""

from typing import Final

import nh3
from markdown_it import MarkdownIt

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

"""Writing a feed: Atom as RFC 4287 has it, JSON as https://www.jsonfeed.org/version/1.1/ has it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from app.core.languages import words_in
from app.web.addresses import full_url_for
from app.web.public.news import Entry

ATOM: Final = "http://www.w3.org/2005/Atom"
PROLOGUE: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) has no place for, however it is escaped."""
_BEFORE_ALL_NEWS: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed in one language: its own address, the page it belongs to, and its entries, the newest first."""

    id: UUID
    title: str
    author: str
    language: str
    page: str
    address: str
    entries: list[Entry]


def to_atom(feed: Feed) -> bytes:
    """Return an Atom document."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    updated = max((entry.updated for entry in feed.entries), default=_BEFORE_ALL_NEWS)
    _add(root, "id", feed.id.urn)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(updated))
    SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    SubElement(root, "link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page)
    _add(SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _add_entry(SubElement(root, "entry", {"xml:lang": entry.language}), entry, feed)
    return PROLOGUE + bytes(tostring(root, encoding="utf-8"))


def _add_entry(node: Element, entry: Entry, feed: Feed) -> None:
    _add(node, "id", entry.id.urn)
    _add(node, "title", entry.title)
    _add(node, "published", _moment(entry.published))
    _add(node, "updated", _moment(entry.updated))
    SubElement(node, "link", rel="alternate", type="text/html", href=_page_of(entry, feed))
    _add(SubElement(node, "author"), "name", _author_of(entry, feed))
    _add(node, "summary", entry.summary)
    _add(node, "content", entry.html).set("type", "html")


def _add(parent: Element, tag: str, words: str) -> Element:
    child = SubElement(parent, tag)
    child.text = _NOT_IN_XML.sub("", words)
    return child


def to_json_feed(feed: Feed) -> bytes:
    """Return a JSON Feed."""
    return msgspec.json.encode(
        {
            "version": JSON_FEED,
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.address,
            "language": feed.language,
            "authors": [{"name": feed.author}],
            "items": [_item(entry, feed) for entry in feed.entries],
        }
    )


def _item(entry: Entry, feed: Feed) -> dict[str, object]:
    return {
        "id": entry.id.urn,
        "url": _page_of(entry, feed),
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": _moment(entry.published),
        "date_modified": _moment(entry.updated),
        "language": entry.language,
        "authors": [{"name": _author_of(entry, feed)}],
    }


def _page_of(entry: Entry, feed: Feed) -> str:
    slug = entry.campaign.slug
    if entry.update is not None:
        return full_url_for("public.update", lang=feed.language, slug=slug, number=entry.update)
    return full_url_for("public.campaign", lang=feed.language, slug=slug, s="feed")


def _author_of(entry: Entry, feed: Feed) -> str:
    return words_in(entry.campaign.organisation.name, feed.language)


def _moment(moment: datetime) -> str:
    """A moment to the second (RFC 3339)."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"

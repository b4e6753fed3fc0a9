"""Every page that search engines may show, with its other languages (sitemaps.org; Google's xhtml:link)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response

from app.campaigns.document import CampaignDocument
from app.campaigns.searching import prisons_of
from app.core.clock import day_of
from app.core.errors import NotFound
from app.core.languages import LANGUAGES
from app.web.addresses import full_url_for
from app.web.public.news import last_changed
from app.web.public.syndication import PROLOGUE
from app.web.reading import Board, reader

SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML: Final = "http://www.w3.org/1999/xhtml"
MOST_ADDRESSES: Final = 50_000
"""What one sitemap may hold; more go into several, with an index in front."""
PLAIN: Final = ("home", "campaigns", "how_we_count", "privacy", "private_page_ask", "api_guide")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A page with its addresses by language."""

    addresses: dict[str, str]
    others: str
    """The address for whoever reads none of the languages."""
    changed: datetime | None = None


def add_routes(root: Blueprint) -> None:
    """Say which address leads to which view."""
    root.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    root.add_url_rule("/sitemap-<int:number>.xml", "sitemap_part", sitemap_part)


def sitemap() -> Response:
    """All pages; or, where they are too many, the parts."""
    parts = _parts()
    if len(parts) == 1:
        return _xml(to_sitemap(parts[0]))
    return _xml(to_index([full_url_for("root.sitemap_part", number=n) for n in range(1, len(parts) + 1)]))


def sitemap_part(number: int) -> Response:
    """One part, from 1. Raises NotFound."""
    parts = _parts()
    if not 1 <= number <= len(parts):
        raise NotFound("no such part")
    return _xml(to_sitemap(parts[number - 1]))


def split(pages: Sequence[Listed], *, most: int) -> list[list[Listed]]:
    """Return the pages in parts of at most ``most`` addresses each; one part at least."""
    parts: list[list[Listed]] = [[]]
    room = most
    for page in pages:
        if len(page.addresses) > room:
            parts.append([])
            room = most
        parts[-1].append(page)
        room -= len(page.addresses)
    return parts


def to_sitemap(pages: Sequence[Listed]) -> bytes:
    """Return one sitemap."""
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in pages:
        for address in page.addresses.values():
            url = SubElement(root, "url")
            SubElement(url, "loc").text = address
            if page.changed:
                SubElement(url, "lastmod").text = day_of(page.changed).isoformat()
            for code, other in (*page.addresses.items(), ("x-default", page.others)):
                SubElement(url, "xhtml:link", rel="alternate", hreflang=code, href=other)
    return _document(root)


def to_index(addresses: Sequence[str]) -> bytes:
    """Return an index of sitemaps."""
    root = Element("sitemapindex", {"xmlns": SITEMAP})
    for address in addresses:
        SubElement(SubElement(root, "sitemap"), "loc").text = address
    return _document(root)


def _parts() -> list[list[Listed]]:
    return split(list(_iter_listed()), most=MOST_ADDRESSES)


def _iter_listed() -> Iterator[Listed]:
    """Yield every page in every language; campaigns in those they are written in."""
    for name in PLAIN:
        addresses = {code: full_url_for(f"public.{name}", lang=code) for code in LANGUAGES}
        yield Listed(addresses=addresses, others=full_url_for("front_door") if name == "home" else addresses["en"])
    board = reader().board()
    for campaign in board.campaigns:
        yield _written_in(campaign.languages, "campaign", {"slug": campaign.slug}, changed=last_changed(campaign))
        for name, values in _pages_of(campaign):
            yield _written_in(LANGUAGES, name, values)
        yield from _updates_of(campaign)
    for name, slug in sorted(set(_iter_around(board))):
        yield _written_in(LANGUAGES, name, {"slug": slug})


def _written_in(
    languages: Sequence[str], name: str, values: dict[str, str], *, changed: datetime | None = None
) -> Listed:
    written = [code for code in LANGUAGES if code in languages] or LANGUAGES[:1]
    addresses = {code: full_url_for(f"public.{name}", lang=code, **values) for code in written}
    others = full_url_for(f"public.{name}", lang=LANGUAGES[0], **values)
    return Listed(addresses=addresses, others=others, changed=changed)


def _pages_of(campaign: CampaignDocument) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the pages below a campaign's, by name and what stands in their addresses."""
    for name in ("countries", "messages"):
        yield name, {"slug": campaign.slug}
    for letter in reader().letters(campaign):
        yield "letter", {"slug": campaign.slug, "letter": letter.slug}


def _updates_of(campaign: CampaignDocument) -> Iterator[Listed]:
    """Yield the list of updates, where there are any, and each of them in the languages it is written in."""
    updates = reader().updates(campaign)
    if updates:
        yield _written_in(LANGUAGES, "updates", {"slug": campaign.slug}, changed=updates[0].published_at)
    for update in updates:
        values = {"slug": campaign.slug, "number": str(update.number)}
        yield _written_in(update.languages, "update", values, changed=update.published_at)


def _iter_around(board: Board) -> Iterator[tuple[str, str]]:
    """Yield the pages around the campaigns by name and slug. Those of several campaigns come several times."""
    for campaign in board.campaigns:
        yield from (("prisoner", prisoner.slug) for prisoner in campaign.prisoners)
        yield "organisation", campaign.organisation.slug
        yield from (("prison", prison.slug) for prison in prisons_of(campaign))
    yield from (("group", group.slug) for group in board.groups)
    yield from (("memorial", memorial.slug) for memorial in board.memorials)


def _document(root: Element) -> bytes:
    return PROLOGUE + bytes(tostring(root, encoding="utf-8"))


def _xml(body: bytes) -> Response:
    return Response(body, mimetype="application/xml")

"""A page as the tests see it: every one that is fetched is checked before a test reads it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

from app.core.languages import LANGUAGES, direction

RESOURCES: Final = {"link": "href", "img": "src", "script": "src", "iframe": "src", "source": "src", "image": "href"}
NOT_LOADED: Final = {"canonical", "alternate"}
TYPED: Final = ("input", "select", "textarea")
REFERENCES: Final = ("for", "aria-labelledby", "aria-describedby")


@dataclass(frozen=True)
class Page:
    """An answer in HTML with its tree."""

    response: TestResponse
    tree: Element

    @property
    def text(self) -> str:
        """All words, white space folded."""
        return " ".join("".join(self.tree.itertext()).split())

    @property
    def language(self) -> str | None:
        """The language it says it is in."""
        return self.tree.get("lang")

    def all(self, tag: str) -> list[Element]:
        """Every element of a kind, in order."""
        return list(self.tree.iter(tag))

    def heading(self) -> str:
        """The words of its only h1."""
        return " ".join("".join(self.all("h1")[0].itertext()).split())

    def value_of(self, name: str) -> str | None:
        """What a field of this name holds: of a group, the one that is chosen."""
        for field in self._fields(name):
            if field.tag == "textarea":
                return (field.text or "").removeprefix("\n")
            if field.tag == "select":
                return next((option.get("value") for option in field.iter("option") if "selected" in option.attrib), "")
            if field.get("type") not in ("radio", "checkbox") or "checked" in field.attrib:
                return field.get("value")
        return None

    def _fields(self, name: str) -> Iterator[Element]:
        return (element for tag in TYPED for element in self.tree.iter(tag) if element.get("name") == name)

    def errors(self) -> list[str]:
        """The sentences beside fields."""
        return ["".join(p.itertext()) for p in self.all("p") if p.get("class") == "error"]


def told(element: Element, language: str | None = None) -> Iterator[tuple[str, str | None]]:
    """Every run of words below an element, with the language that a reader's software takes it for."""
    language = element.get("lang", language)
    yield element.text or "", language
    for child in element:
        yield from told(child, language)
        yield child.tail or "", language


def read_page(response: TestResponse, *, of_console: bool = False) -> Page:
    """Parse an answer and fail the test where it is no good page. The console has cookies and a script of its own."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(response.get_data(as_text=True))
    assert not parser.errors, parser.errors[:5]
    page = Page(response, tree)
    _check_headers(page)
    _check_structure(page)
    _check_fields(page)
    _check_resources(page)
    _check_console(page) if of_console else _check_public(page)
    return page


def _check_headers(page: Page) -> None:
    headers = page.response.headers
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"]


def _check_public(page: Page) -> None:
    assert "Set-Cookie" not in page.response.headers
    assert "script-src" not in page.response.headers["Content-Security-Policy"]
    for block in page.all("script"):
        assert block.attrib == {"type": "application/ld+json"}, block.attrib
        assert json.loads(block.text or "")["@context"] == "https://schema.org"


def _check_console(page: Page) -> None:
    assert "script-src 'self';" in page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in page.response.headers["Content-Security-Policy"]
    assert page.response.headers["Cache-Control"] == "no-store"
    for block in page.all("script"):
        assert (block.get("src") or "").startswith("/static/js/"), block.attrib
        assert not block.text
    for element in page.tree.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")], element.attrib
    for form in page.all("form"):
        if form.get("method") == "post":
            assert [field for field in form.iter("input") if field.get("name") == "csrf_token"], form.attrib


def _check_structure(page: Page) -> None:
    assert page.language in LANGUAGES
    assert page.tree.get("dir") == direction(page.language)
    assert len(page.all("h1")) == 1
    assert page.heading()
    assert (page.all("title")[0].text or "").strip()
    ids = Counter(element.get("id") for element in page.tree.iter() if element.get("id"))
    assert not [name for name, times in ids.items() if times > 1]
    for element in page.tree.iter():
        for attribute in REFERENCES:
            assert set((element.get(attribute) or "").split()) <= ids.keys(), (attribute, element.attrib)
        href = element.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids, href


def _check_fields(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for tag in TYPED:
        for field in page.all(tag):
            if field.get("type") not in ("hidden", "submit"):
                assert field.get("id") in labelled, field.attrib
    for button in page.all("button"):
        assert "".join(button.itertext()).strip()


def _check_resources(page: Page) -> None:
    for tag, attribute in RESOURCES.items():
        for element in page.tree.iter(tag):
            address = element.get(attribute)
            if address and element.get("rel") not in NOT_LOADED:
                assert address.startswith("/"), address
                assert not address.startswith("//"), address
    for form in page.all("form"):
        assert (form.get("action") or "").startswith("/")

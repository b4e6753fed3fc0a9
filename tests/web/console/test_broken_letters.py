"""Every form that members fill in, with letters that no keyboard sends: told or refused, never stored."""

from collections.abc import Iterator
from urllib.parse import quote_plus
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.guards.tables import TABLES
from tests.web.console.objects import World
from tests.web.console.test_matrix import OWNER, RULES, Part, _come, _path, _rule, _values, world
from tests.web.member import Member
from tests.web.page import read_page

PAGES = sorted({endpoint for endpoint, method in RULES if method == "GET" and endpoint.startswith("organiser.")})
BROKEN = {"nul": b"a\x00b", "lost": b"a\xffb", "cut": b"a\xe2\x82"}
NEVER_STORED = ("\x01", "\\x01", "\\u0001", "\ufffd")
WRITTEN_IN = {"text", "search", "url", "email", "tel", "number"}
__all__ = ["world"]


def stored_words(session: Session) -> str:
    """Everything in the database that is words."""
    session.rollback()
    tables = session.scalars(text(TABLES)).all()
    rows = (row for table in tables for row in session.execute(text(f"SELECT * FROM {table}")))
    return "\n".join(str(value) for row in rows for value in row if not isinstance(value, bytes | memoryview))


def fields_of(form: Element) -> Iterator[tuple[str, str, bool]]:
    """Name and value of every field as a browser would send it, and whether somebody writes in it."""
    for field in form.iter():
        name, kind = field.get("name", ""), field.get("type", "text")
        if not name or field.tag not in ("input", "textarea", "select", "button"):
            continue
        if field.tag == "textarea":
            yield name, field.text or "", True
        elif field.tag == "select":
            chosen = next(
                (each for each in field.iter("option") if "selected" in each.attrib), next(field.iter("option"), None)
            )
            yield name, "" if chosen is None else chosen.get("value", ""), False
        elif kind not in ("checkbox", "radio", "file") or "checked" in field.attrib:
            yield name, field.get("value", ""), field.tag == "input" and kind in WRITTEN_IN


def body_of(form: Element, broken: bytes) -> bytes | None:
    """The form with the broken letters wherever somebody writes; None where nobody does."""
    fields = list(fields_of(form))
    if not any(is_written for *_, is_written in fields):
        return None
    return b"&".join(
        quote_plus(name).encode() + b"=" + quote_plus(broken if is_written else value.encode()).encode()
        for name, value, is_written in fields
    )


def forms_of(member: Member, rule: Rule, path: str) -> list[tuple[str, Element]]:
    answer = member.client.get(path, buffered=True)
    if answer.mimetype != "text/html" or answer.status_code != 200 or rule.endpoint == "organiser.draft_preview_page":
        return []
    page = read_page(answer, of_console=True)
    posted = [form for form in page.all("form") if form.get("method") == "post"]
    return [(form.get("action") or path, form) for form in posted if "/organiser/" in (form.get("action") or path)]


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("endpoint", PAGES)
def test_no_broken_letter_is_ever_stored(
    console_app: Flask, world: World, owner_session: Session, endpoint: str, broken: bytes
) -> None:
    rule = _rule(console_app, endpoint)
    member = _come(console_app, world, Part(OWNER))
    path = _path(rule, _values(world, rule, "ours", member.account))
    for action, form in forms_of(member, rule, path):
        body = body_of(form, broken)
        if body is None:
            continue
        kind = "application/x-www-form-urlencoded"
        answer = member.client.post(action, data=body, content_type=kind, buffered=True)
        assert answer.status_code in (200, 303, 409, 422), (action, answer.status_code)
    words = stored_words(owner_session)
    assert [mark for mark in NEVER_STORED if mark in words] == []


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_else_was_typed_is_shown_again(console_app: Flask, world: World, broken: bytes) -> None:
    rule = _rule(console_app, "organiser.draft_story")
    member = _come(console_app, world, Part(OWNER))
    path = _path(rule, _values(world, rule, "ours", member.account))
    body = f"csrf_token={member.csrf_token()}&based_on=1&story=Told+".encode() + quote_plus(broken).encode()
    answer = member.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    page = read_page(answer, of_console=True)
    assert answer.status_code == 422
    assert (page.value_of("story") or "").startswith("Told a")
    assert len(page.errors()) == 1


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_whoever_is_no_member_is_refused(console_app: Flask, broken: bytes) -> None:
    member = Member(console_app)
    body = f"csrf_token={member.csrf_token()}&email=".encode() + quote_plus(broken).encode()
    answer = member.client.post("/account/sign-in", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400

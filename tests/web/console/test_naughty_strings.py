"""Every form of the console against strings that have broken software: told or taken, shown again, never run or logged.

Generated from the application: every page is opened, and each form on it is filled in with many strings at once in
every field, then with one in each, then in what nobody types in. A form that no page of the walk shows is posted with
all the fields that the others have. ``NAUGHTY=FILE`` (a JSON list) adds more, such as the Big List of Naughty Strings.
"""

import json
import os
import unicodedata
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urljoin

import pytest
from flask import Flask

from app.accounts.kinds import StaffRole
from app.core.text import LOST
from app.web.console.guard import Needs, Who
from tests.web.console.objects import World
from tests.web.console.test_broken_letters import fields_of
from tests.web.console.test_matrix import OWNER, RULES, Part, _come, _needs, _path, _rule, _values, world
from tests.web.member import Member
from tests.web.page import read_page
from tests.web.public.typed import NAUGHTY

__all__ = ["world"]
SITES: Final = {
    "account": ("account.",),
    "the case": ("organiser.case_",),
    "organisers": ("organiser.",),
    "staff": ("staff.",),
}
"""Whose forms one test fills in, by the beginning of their endpoints; the first that fits has them."""
STRINGS: Final = (
    *NAUGHTY, "9" * 5000, "-9223372036854775809", "<script>alert(1)</script>" * 9, "..", "new", "slug:../x",
    *json.loads(Path(os.environ["NAUGHTY"]).read_text() if "NAUGHTY" in os.environ else "[]"),
)  # fmt: skip
PREVIEWS: Final = {"organiser.draft_preview_page", "staff.review_preview"}
"""The public page inside a frame, whose forms go nowhere."""
RUNS: Final = ("<script>", "<img src=x", "<svg onload", "</title><")
"""What would be in a page that repeats a string as it stands."""
MARKS: Final = ("alert(1)", "onerror=y", "DROP TABLE", "evil.example")
"""Parts of strings that nothing but a string would bring into the log."""
TOO_LARGE: Final = "9" * 19
"""A whole number that no column of the database holds."""
ANSWERS: Final = {200, 303, 400, 403, 404, 409, 410, 422, 429}
SECRETS: Final = {"code"}
"""What proves who somebody is, is typed anew."""
HEAP: Final = 1500
ALL_HEAPS: Final = 8000
URLENCODED: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """Where a form goes, and of each field its name, its value, and whether somebody writes there."""

    endpoint: str
    action: str
    fields: tuple[tuple[str, str, bool], ...]
    is_shown: bool = True
    """Whether a page showed it: what is sent to an address without its page has nowhere to be shown again."""

    @property
    def written(self) -> list[str]:
        return [name for name, _value, is_written in self.fields if is_written]

    def body(self, values: dict[str, str]) -> str:
        return urlencode([(name, values.get(name, value)) for name, value, _is_written in self.fields])


@dataclass
class Drawer:
    """Takes the strings in turn, so that in the end every one was in some field."""

    strings: Sequence[str]
    turns: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.turns = cycle(self.strings)

    def one(self) -> str:
        return next(self.turns)

    def heap(self, length: int) -> str:
        """As many as fit, but those that are too long for any."""
        drawn = ""
        while len(longer := f"{drawn}\n{self.one()}") <= length or not drawn:
            drawn = longer if len(longer) <= length else drawn
        return drawn.strip("\n")


def _site_of(endpoint: str) -> str:
    return next((site for site, starts in SITES.items() if endpoint.startswith(starts)), "")


def _somebody(flask_app: Flask, world: World, needs: Needs, endpoint: str) -> Member:
    """Somebody new who may come; whoever gives a second factor has given the password alone."""
    if endpoint in ("account.second_factor", "account.take_code"):
        return _come(flask_app, world, Part(OWNER)).enter(second_factor=False)
    if needs.who is Who.ANYONE:
        return _come(flask_app, world, Part(is_signed_in=False))
    return _come(flask_app, world, Part(staff_role=StaffRole.LEAD) if needs.who is Who.STAFF else Part(OWNER))


def _forms_on(flask_app: Flask, member: Member, path: str) -> Iterator[Form]:
    answer = member.client.get(path, buffered=True)
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return
    routes = flask_app.url_map.bind("localhost")
    for form in read_page(answer, of_console=True).all("form"):
        if form.get("method") == "post":
            action = urljoin(path, form.get("action") or path)
            yield Form(routes.match(action.partition("?")[0], method="POST")[0], action, tuple(fields_of(form)))


def _letters(words: str) -> str:
    """What of a string is shown again in any case: letters and digits, composed, large or small."""
    alike = unicodedata.normalize("NFC", words).casefold().upper().casefold()
    return "".join(character for character in alike if character.isalnum())


def _complaints(member: Member, form: Form, typed: dict[str, str], *, shows_again: bool) -> Iterator[str]:
    """What is wrong with the answer to one form, and with the page that it leads to."""
    answer = member.client.post(form.action, data=form.body(typed), content_type=URLENCODED, buffered=True)
    if answer.status_code not in ANSWERS:
        yield f"{form.endpoint} {answer.status_code}: {sorted(typed)}"
    if answer.status_code == 422 and shows_again:
        page = read_page(answer, of_console=True)
        lost = {name for name in form.written if _letters(page.value_of(name) or "") != _letters(typed[name])}
        yield from (f"{form.endpoint} lost {name}" for name in sorted(lost - SECRETS))
    answers = [answer]
    if answer.status_code == 303:
        answers.append(member.client.get(answer.headers["Location"], buffered=True))
    for each in answers:
        text = each.get_data(as_text=True)
        yield from (f"{form.endpoint} repeats {mark}" for mark in RUNS if mark in text)


def _fill_in(member: Member, form: Form, drawer: Drawer) -> Iterator[str]:
    """Everything at once; one in each field; and in what nobody types in, which only somebody with a tool can send."""
    heap = min(HEAP, ALL_HEAPS // max(1, len(form.fields)))
    others = [name for name, _value, is_written in form.fields if not is_written and name != "csrf_token"]
    rounds = (
        {name: drawer.heap(heap) for name in form.written},
        {name: drawer.one() for name in others},
        dict.fromkeys(others, TOO_LARGE),
        {name: drawer.one() for name in form.written},
    )
    for typed in rounds:
        if typed:
            yield from _complaints(member, form, typed, shows_again=form.is_shown and typed is rounds[0])


def _walk(flask_app: Flask, world: World, site: str) -> Iterator[tuple[Member, Form, Needs]]:
    """Every form of a site, once: as a page shows it, else with every field that is on any of its pages."""
    seen: set[tuple[str, frozenset[str]]] = set()
    names: set[str] = set()
    pages = [each for each, method in RULES if method == "GET" and _site_of(each) == site and each not in PREVIEWS]
    for endpoint in pages:
        rule, needs = _rule(flask_app, endpoint), _needs(flask_app, endpoint)
        member = _somebody(flask_app, world, needs, endpoint)
        path = _path(rule, _values(world, rule, "ours", member.account))
        for form in _forms_on(flask_app, member, path):
            names |= set(form.written)
            key = form.endpoint, frozenset(name for name, *_ in form.fields)
            if _site_of(form.endpoint) == site and key not in seen:
                seen.add(key)
                yield member, form, needs
    shown = {endpoint for endpoint, _names in seen}
    for endpoint in (each for each, method in RULES if method == "POST" and _site_of(each) == site):
        if endpoint not in shown:
            rule, needs = _rule(flask_app, endpoint), _needs(flask_app, endpoint)
            member = _somebody(flask_app, world, needs, endpoint)
            path = _path(rule, _values(world, rule, "ours", member.account))
            fields = ("csrf_token", member.csrf_token(), False), *((name, "", True) for name in sorted(names))
            yield member, Form(endpoint, path, fields, is_shown=False), needs


@pytest.mark.parametrize("site", SITES)
def test_no_string_breaks_a_form(
    console_app: Flask, world: World, logged: list[MutableMapping[str, Any]], site: str
) -> None:
    members = Drawer(STRINGS)
    others = Drawer([each for each in STRINGS if "\0" not in each and LOST not in each])
    found: list[str] = []
    for member, form, needs in _walk(console_app, world, site):
        found += _fill_in(member, form, members if needs.who is Who.MEMBER else others)
    assert found == []
    lines = repr(logged)
    assert [mark for mark in MARKS if mark in lines] == []

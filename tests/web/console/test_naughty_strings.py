"""Every form of the console against strings that have broken software: told or taken, shown again, never run or logged.

Generated from the application: every page is opened, and each form on it is filled in with many strings at once in
every field, then with one in each, then in what nobody types in. A form that no page of the walk shows is posted with
all the fields that the others have.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any, Final

import pytest
from flask import Flask

from app.accounts.kinds import StaffRole
from app.core.text import LOST
from app.web.console.guard import Needs, Who
from tests.web.console.objects import World
from tests.web.console.test_matrix import OWNER, RULES, Part, _come, _needs, _path, _rule, _values, world
from tests.web.member import Member
from tests.web.naughty import MARKS, STRINGS, Drawer, Form, fill_in, forms_on

__all__ = ["world"]
SITES: Final = {
    "account": ("account.",),
    "the case": ("organiser.case_",),
    "organisers": ("organiser.",),
    "staff": ("staff.",),
}
"""Whose forms one test fills in, by the beginning of their endpoints; the first that fits has them."""
PREVIEWS: Final = {"organiser.draft_preview_page", "staff.review_preview"}
"""The public page inside a frame, whose forms go nowhere."""


def _site_of(endpoint: str) -> str:
    return next((site for site, starts in SITES.items() if endpoint.startswith(starts)), "")


def _somebody(flask_app: Flask, world: World, needs: Needs, endpoint: str) -> Member:
    """Somebody new who may come; whoever gives a second factor has given the password alone."""
    if endpoint in ("account.second_factor", "account.take_code"):
        return _come(flask_app, world, Part(OWNER)).enter(second_factor=False)
    if needs.who is Who.ANYONE:
        return _come(flask_app, world, Part(is_signed_in=False))
    return _come(flask_app, world, Part(staff_role=StaffRole.LEAD) if needs.who is Who.STAFF else Part(OWNER))


def _walk(flask_app: Flask, world: World, site: str) -> Iterator[tuple[Member, Form, Needs]]:
    """Every form of a site, once: as a page shows it, else with every field that is on any of its pages."""
    seen: set[tuple[str, frozenset[str]]] = set()
    names: set[str] = set()
    pages = [each for each, method in RULES if method == "GET" and _site_of(each) == site and each not in PREVIEWS]
    for endpoint in pages:
        rule, needs = _rule(flask_app, endpoint), _needs(flask_app, endpoint)
        member = _somebody(flask_app, world, needs, endpoint)
        path = _path(rule, _values(world, rule, "ours", member.account))
        for form in forms_on(flask_app, member.client, path, of_console=True):
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
        drawer = members if needs.who is Who.MEMBER else others
        found += fill_in(member.client, form, drawer, of_console=True)
    assert found == []
    lines = repr(logged)
    assert [mark for mark in MARKS if mark in lines] == []

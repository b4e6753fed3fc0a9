"""Every form of the public site against strings that have broken software: told or taken, shown again, never logged."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.guards.test_routes import addresses
from tests.web.naughty import MARKS, STRINGS, Drawer, Form, fill_in, forms_on

__all__ = ["addresses"]


def test_no_string_breaks_a_form(
    public_app: Flask, client: FlaskClient, campaign_path: str, addresses: list[str],
    logged: list[MutableMapping[str, Any]],
) -> None:  # fmt: skip
    """Each form once, on the first page that shows it; what is posted without a page gets every field there is."""
    drawer, seen, names = Drawer(STRINGS), set[str](), set[str]()
    found: list[str] = []
    for address in (campaign_path, *addresses):
        for form in forms_on(public_app, client, address, of_console=False):
            if form.endpoint not in seen:
                seen.add(form.endpoint)
                names |= set(form.written)
                found += fill_in(client, form, drawer, of_console=False)
    for rule in public_app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and rule.endpoint not in seen and not rule.endpoint.startswith("dev"):
            fields = tuple((name, "", True) for name in sorted(names))
            found += fill_in(client, Form(rule.endpoint, rule.rule, fields, is_shown=False), drawer, of_console=False)
    assert found == []
    lines = repr(logged)
    assert [mark for mark in MARKS if mark in lines] == []

"""Strings that have broken software, and putting them into every field of a form at once.

``NAUGHTY=FILE`` (a JSON list) adds more, such as the Big List of Naughty Strings.
"""

import json
import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urljoin

from flask import Flask
from flask.testing import FlaskClient

from tests.web.console.test_broken_letters import fields_of
from tests.web.page import read_page
from tests.web.public.typed import NAUGHTY

STRINGS: Final = (
    *NAUGHTY, "9" * 5000, "-9223372036854775809", "<script>alert(1)</script>" * 9, "..", "new", "slug:../x",
    *json.loads(Path(os.environ["NAUGHTY"]).read_text() if "NAUGHTY" in os.environ else "[]"),
)  # fmt: skip
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


def forms_on(flask_app: Flask, client: FlaskClient, path: str, *, of_console: bool) -> Iterator[Form]:
    """Every form that a page posts."""
    answer = client.get(path, buffered=True)
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return
    routes = flask_app.url_map.bind("localhost")
    for form in read_page(answer, of_console=of_console).all("form"):
        if form.get("method") == "post":
            action = urljoin(path, form.get("action") or path)
            yield Form(routes.match(action.partition("?")[0], method="POST")[0], action, tuple(fields_of(form)))


def _letters(words: str) -> str:
    """What of a string is shown again in any case: letters and digits, composed, large or small."""
    alike = unicodedata.normalize("NFC", words).casefold().upper().casefold()
    return "".join(character for character in alike if character.isalnum())


def _complaints(client: FlaskClient, form: Form, typed: dict[str, str], *, of_console: bool | None) -> Iterator[str]:
    """What is wrong with the answer to one form, and with the page that it leads to. ``of_console``: read it."""
    answer = client.post(form.action, data=form.body(typed), content_type=URLENCODED, buffered=True)
    if answer.status_code not in ANSWERS:
        yield f"{form.endpoint} {answer.status_code}: {sorted(typed)}"
    if answer.status_code == 422 and of_console is not None:
        page = read_page(answer, of_console=of_console)
        lost = {name for name in form.written if _letters(page.value_of(name) or "") != _letters(typed[name])}
        yield from (f"{form.endpoint} lost {name}" for name in sorted(lost - SECRETS))
    answers = [answer]
    if answer.status_code == 303:
        answers.append(client.get(answer.headers["Location"], buffered=True))
    for each in answers:
        text = each.get_data(as_text=True)
        yield from (f"{form.endpoint} repeats {mark}" for mark in RUNS if mark in text)


def fill_in(client: FlaskClient, form: Form, drawer: Drawer, *, of_console: bool) -> Iterator[str]:
    """Everything at once; what nobody types in, which only somebody with a tool can send; and one in each field."""
    heap = min(HEAP, ALL_HEAPS // max(1, len(form.fields)))
    others = [name for name, _value, is_written in form.fields if not is_written and name != "csrf_token"]
    heaps = {name: drawer.heap(heap) for name in form.written}
    if heaps:
        yield from _complaints(client, form, heaps, of_console=of_console if form.is_shown else None)
    for typed in (
        {name: drawer.one() for name in others},
        dict.fromkeys(others, TOO_LARGE),
        {name: drawer.one() for name in form.written},
    ):
        if typed:
            yield from _complaints(client, form, typed, of_console=None)

"""Mails: the same facts as text and as HTML, nothing loaded, nothing told by a discreet subject."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.languages import LANGUAGES, direction
from app.mail.letters import Mould, cast_mould
from app.web.templating import install_templating

PETITION = {"title": "A telling title", "ask": "A telling ask.", "tongue": "en"}
KINDS = {
    "confirm": ("name", "choices", "confirm_url", "not_me_url", "expires"),
    "already_signed": (),
    "access": ("access_url",),
}


@pytest.fixture(scope="module")
def in_flask_app() -> Iterator[None]:
    flask_app = Flask("app", template_folder="../templates")
    install_templating(flask_app)
    with flask_app.app_context():
        yield


def mould(kind: str, language: str, *, discreet: bool = True) -> Mould:
    words = {**PETITION, "discreet": discreet, "private_page_url": "https://vigil.example/x"}
    return cast_mould(kind, language, marks=KINDS[kind], words=words)


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_carry_everything_that_differs_between_people(kind: str, language: str) -> None:
    values = {mark: f"https://vigil.example/{mark}?a&b" for mark in KINDS[kind]}
    text, html = mould(kind, language).fill(values)
    assert all(value in text for value in values.values())
    assert all(value.replace("&", "&amp;") in html for value in values.values())
    assert "\ue000" not in text + html


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_discreet_subject_names_no_cause(kind: str, language: str) -> None:
    subject = mould(kind, language).subject
    assert subject
    assert PETITION["title"] not in subject


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("kind", ["confirm", "already_signed"])
def test_an_open_subject_names_the_petition(kind: str) -> None:
    assert PETITION["title"] in mould(kind, "en", discreet=False).subject


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_html_loads_nothing(kind: str, language: str) -> None:
    html = mould(kind, language).html
    assert not re.findall(r"<(?:img|link|script|iframe|table)|url\(|\ssrc=", html)
    assert f'dir="{direction(language)}"' in html

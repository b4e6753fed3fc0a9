"""Mails: the same facts as text and as HTML, nothing loaded, nothing told by a discreet subject."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.kinds import CONSOLE_LANGUAGES
from app.core.languages import LANGUAGES, direction
from app.mail.letters import Mould, cast_mould
from app.web.templating import install_templating

PETITION = {"title": "A telling title", "ask": "A telling ask.", "tongue": "en"}
UPDATE = {
    "title_tongue": "en",
    "subject": "A telling title",
    "text": "A text.",
    "html": "<p>A text.</p>",
    "page_url": "https://vigil.example/u",
}
KINDS = {
    "confirm": ("name", "choices", "confirm_url", "not_me_url", "expires"),
    "reminder": ("name", "choices", "confirm_url", "not_me_url", "expires"),
    "already_signed": (),
    "access": ("access_url",),
    "update": ("unsubscribe_url",),
}
CONSOLE_KINDS = {
    "account_invitation": ("organisation", "invitation_url"),
    "account_reset": ("reset_url",),
    "account_notice": ("console_url",),
}


@pytest.fixture(scope="module")
def in_flask_app() -> Iterator[None]:
    flask_app = Flask("app", template_folder="../templates")
    install_templating(flask_app, speaks_console=True)
    with flask_app.app_context():
        yield


def mould(kind: str, language: str, *, discreet: bool = True, sample: bool = False) -> Mould:
    words = {
        **PETITION,
        **UPDATE,
        "staff": False,
        "notice": "password_changed",
        "refusal": "",
        "note": "",
        "discreet": discreet,
        "sample": sample,
        "private_page_url": "https://vigil.example/x",
    }
    return cast_mould(kind, language, marks=(KINDS | CONSOLE_KINDS)[kind], words=words)


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
@pytest.mark.parametrize("kind", ["confirm", "reminder", "already_signed", "update"])
def test_an_open_subject_names_the_petition(kind: str) -> None:
    assert PETITION["title"] in mould(kind, "en", discreet=False).subject


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_html_loads_nothing(kind: str, language: str) -> None:
    html = mould(kind, language).html
    assert not re.findall(r"<(?:img|link|script|iframe|table)|url\(|\ssrc=", html)
    assert f'dir="{direction(language)}"' in html


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("kind", ["confirm", "reminder", "already_signed", "update"])
def test_mails_of_a_sample_say_so(kind: str) -> None:
    text, html = (getattr(mould(kind, "en", sample=True), part) for part in ("text", "html"))
    assert text.startswith("Sample data.")
    assert "Sample data." in html
    assert "Sample data." not in mould(kind, "en").text


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("kind", KINDS)
def test_links_have_a_colour_of_their_own_by_day_and_by_night(kind: str) -> None:
    """A browser's own blue is unreadable on the ground of the other scheme."""
    html = mould(kind, "en").html
    links = re.findall(r"<a [^>]*>", html)
    assert links
    assert all("color: #" in link for link in links)
    night = html.partition("@media (prefers-color-scheme: dark)")[2].partition("</style>")[0]
    assert {"body", "a", ".action"} <= set(re.findall(r"^([.\w]+)", night, re.MULTILINE))


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", CONSOLE_LANGUAGES)
@pytest.mark.parametrize("kind", CONSOLE_KINDS)
def test_mails_of_accounts_carry_everything_and_load_nothing(kind: str, language: str) -> None:
    values = {mark: f"https://console.example/{mark}?a&b" for mark in CONSOLE_KINDS[kind]}
    cast = mould(kind, language)
    text, html = cast.fill(values)
    assert all(value in text for value in values.values())
    assert all(value.replace("&", "&amp;") in html for value in values.values())
    assert not re.findall(r"<(?:img|link|script|iframe|table)|url\(|\ssrc=", html)
    assert f'dir="{direction(language)}"' in html
    assert cast.subject
    assert all("color: #" in link for link in re.findall(r"<a [^>]*>", html))

"""What each mail says, word for word, in each language: a change of a word shows here, to be read by somebody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.kinds import CONSOLE_LANGUAGES
from app.core.languages import LANGUAGES
from app.mail.letters import cast_mould
from app.web.templating import install_templating

GOLDEN = Path(__file__).parent / "mails"
MAILS = Path(__file__).parents[3] / "templates/email"
PETITION = {"title": "A telling title", "ask": "A telling ask.", "tongue": "en", "discreet": True, "sample": False}
OF_A_FORM = {
    "name": "Ada",
    "choices": "(choices)",
    "confirm_url": "https://vigil.example/c",
    "not_me_url": "https://vigil.example/n",
    "expires": "29.11.2026",
}
OF_AN_UPDATE = {
    "title_tongue": "en",
    "subject": "A telling subject",
    "text": "A telling text.",
    "html": "<p>A telling text.</p>",
    "page_url": "https://vigil.example/u",
}
MARKS = {
    "update": {"unsubscribe_url": "https://vigil.example/s"},
    "confirm": OF_A_FORM,
    "reminder": OF_A_FORM,
    "already_signed": {},
    "access": {"access_url": "https://vigil.example/p"},
}
OF_ACCOUNTS = {
    "account_invitation": {"organisation": "Lantern Watch", "invitation_url": "https://console.example/i"},
    "account_reset": {"reset_url": "https://console.example/r"},
    "account_notice": {"console_url": "https://console.example", "note": "Write again in May."},
}
"""Mails to organisers and staff, in the languages of the console."""
WAYS = {
    "account_invitation": ({"staff": False}, {"staff": True}),
    "account_reset": ({},),
    "account_notice": (
        {"notice": "password_changed"},
        {"notice": "second_factor_changed"},
        {"notice": "application_refused", "refusal": "no_consent"},
        {"notice": "export_key_added"},
        {"notice": "export_asked"},
        {"notice": "export_approved"},
        {"notice": "export_fetched"},
    ),
}


@pytest.fixture(scope="module")
def in_flask_app() -> Iterator[None]:
    flask_app = Flask("app", template_folder="../templates")
    install_templating(flask_app, speaks_console=True)
    with flask_app.app_context():
        yield


def written(kind: str, language: str) -> str:
    """The subject, an empty line, the text."""
    words = PETITION | OF_AN_UPDATE | {"private_page_url": "https://vigil.example/x"}
    mould = cast_mould(kind, language, marks=tuple(MARKS[kind]), words=words)
    return f"{mould.subject}\n\n{mould.fill(MARKS[kind])[0]}"


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MARKS)
def test_a_mail_says_what_was_read_and_agreed(kind: str, language: str) -> None:
    assert written(kind, language) == (GOLDEN / f"{kind}.{language}.txt").read_text("utf-8")


def written_for_account(kind: str, language: str) -> str:
    """Every way the mail is written, one below the other."""
    moulds = [cast_mould(kind, language, marks=tuple(OF_ACCOUNTS[kind]), words=words) for words in WAYS[kind]]
    return "\n----\n".join(f"{mould.subject}\n\n{mould.fill(OF_ACCOUNTS[kind])[0]}" for mould in moulds)


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("language", CONSOLE_LANGUAGES)
@pytest.mark.parametrize("kind", OF_ACCOUNTS)
def test_a_mail_of_an_account_says_what_was_read_and_agreed(kind: str, language: str) -> None:
    assert written_for_account(kind, language) == (GOLDEN / f"{kind}.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("kind", sorted(folder.name for folder in MAILS.iterdir()))
def test_every_kind_of_mail_is_read(kind: str) -> None:
    assert kind in MARKS or kind in OF_ACCOUNTS


@pytest.mark.usefixtures("in_flask_app")
@pytest.mark.parametrize("kind", MARKS)
def test_no_language_borrows_a_line_from_another(kind: str) -> None:
    own = (
        set(MARKS[kind].values())
        | {str(value) for value in (PETITION | OF_AN_UPDATE).values()}
        | {"https://vigil.example/x"}
    )
    lines = [line for language in LANGUAGES for line in set(written(kind, language).splitlines()) - own if line]
    assert len(lines) == len(set(lines))

"""Every word of the templates is there in every language, with the same places to fill."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from app.core.languages import LANGUAGES
from app.web.templating import console_domains, install_templating

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"%\(\w+\)s")
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
TRANSLATED = [language for language in LANGUAGES if language != "en"]
CONSOLE = re.compile(
    r"app/(accounts|drafts|exports|integrity|updates|paper|webhooks)/|app/web/(account|console|drafts|organiser|staff)/"
    r"|templates/(account|organiser|staff)/|templates/(layouts|errors)/(console|not_allowed|read_only)\.html"
    r"|templates/components/console_|templates/email/account_"
)
"""Folders and files whose words only organisers and staff read: English in the source and Persian, no more."""


def extracted(*, of_console: bool = False) -> Iterator[str]:
    """Every message of the public site, or of the console."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for folder in ("app", "templates"):
        found = extract_from_dir(
            ROOT,
            [(pattern, method) for pattern, method in methods if pattern.startswith(folder)],
            options,
            keywords=KEYWORDS,
            directory_filter=partial(_lies_within, folder=folder),
        )
        for file, _line, message, _comments, _context in found:
            if bool(CONSOLE.match(_from_root(file, folder))) is of_console:
                yield message if isinstance(message, str) else message[0]


def _from_root(file: str, folder: str) -> str:
    return file if file.startswith(f"{folder}/") else f"{folder}/{file}"


def _lies_within(path: str, *, folder: str) -> bool:
    parts = Path(path).resolve().relative_to(ROOT).parts
    return not parts or parts[0] == folder


def catalogue(language: str, domain: str = "messages") -> Catalog:
    with (ROOT / "app/translations" / language / f"LC_MESSAGES/{domain}.po").open("rb") as file:
        return read_po(file, locale=language)


def words_of(message: Message | None) -> tuple[str, ...]:
    if message is None or message.fuzzy:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_messages_of_templates_and_of_code_are_found() -> None:
    assert {"Sign the petition", "Write your name."} <= set(extracted())


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_lacks_its_translation(language: str) -> None:
    known = catalogue(language)
    lacking = {text for text in extracted() if not (words := words_of(known.get(text))) or not all(words)}
    assert not lacking


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_same_places_to_fill(language: str) -> None:
    known = catalogue(language)
    faults = [(message.id, str(error)) for message in known for error in message.check(known)]
    assert not faults


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_place_to_fill_is_filled(language: str) -> None:
    """A plural may say "two" without a figure; its form for any number may not."""
    wrong = []
    for message in catalogue(language):
        if message.id:
            asked = message.id if isinstance(message.id, str) else message.id[-1]
            places = set(PLACE.findall(asked))
            wrong += [message.id] if set(PLACE.findall(words_of(message)[-1])) != places else []
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_as_many_forms_as_the_language(language: str) -> None:
    known = catalogue(language)
    assert known.num_plurals == {"fa": 1, "ar": 6}.get(language, 2)
    assert all(len(words_of(message)) == known.num_plurals for message in known if isinstance(message.id, tuple))


def test_persian_words_have_persian_letters_alone() -> None:
    arabic = [message.id for message in catalogue("fa") if set("يك") & set("".join(words_of(message)))]
    assert not arabic


def console_catalogues() -> dict[str, Catalog]:
    folder = ROOT / "app/translations/fa/LC_MESSAGES"
    return {domain: catalogue("fa", domain) for domain in console_domains() if (folder / f"{domain}.po").exists()}


def test_no_persian_of_the_console_is_missing_or_fuzzy() -> None:
    """Words that the public site says too are in its own catalogue."""
    known = [*console_catalogues().values(), catalogue("fa")]
    lacking = {
        text
        for text in extracted(of_console=True)
        if not any((words := words_of(each.get(text))) and all(words) for each in known)
    }
    assert not lacking


def test_every_console_domain_is_whole() -> None:
    assert "accounts" in console_catalogues()
    for domain, known in console_catalogues().items():
        assert known.num_plurals == 1
        assert not [(domain, message.id, str(error)) for message in known for error in message.check(known)]
        assert not [(domain, message.id) for message in known if message.id and not all(words_of(message) or ("",))]
        assert not [(domain, message.id) for message in known if set("يك") & set("".join(words_of(message)))]


def test_no_console_domain_holds_words_that_nobody_says() -> None:
    said = set(extracted(of_console=True))
    for domain, known in console_catalogues().items():
        ids = {message.id if isinstance(message.id, str) else message.id[0] for message in known if message.id}
        assert not ids - said, domain


def test_the_public_site_loads_its_own_words_alone() -> None:
    flask_app = Flask("app", template_folder="../templates")
    install_templating(flask_app)
    assert flask_app.config["BABEL_DOMAIN"] == "messages"
    console = Flask("app", template_folder="../templates")
    install_templating(console, speaks_console=True)
    domains = console.config["BABEL_DOMAIN"].split(";")
    assert set(domains) == {"messages", *console_domains()}
    assert domains[-1] == "messages"


def test_the_same_words_say_the_same_in_every_catalogue() -> None:
    """The last catalogue speaks for all: another translation of the same English would never be seen."""
    said: dict[str, set[tuple[str, ...]]] = {}
    for domain in ("messages", *console_domains()):
        for message in catalogue("fa", domain):
            if message.id:
                text = message.id if isinstance(message.id, str) else message.id[0]
                said.setdefault(text, set()).add(words_of(message))
    assert {text for text, ways in said.items() if len(ways) > 1} == set()

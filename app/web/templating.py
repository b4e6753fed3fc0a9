"""What every template has: the reader's language, words, figures and dates in it, and addresses of assets."""

from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale
from jinja2 import StrictUndefined

from app.core.formats import format_day, format_edtf, format_number, format_percent, format_time
from app.core.languages import LANGUAGES, direction, words_in
from app.core.numerals import locale_of
from app.web.assets import address_book

OWN_NAMES = {"en": "English", "fa": "فارسی"}


def install_templating(flask_app: Flask) -> None:
    """Prepare Jinja and Flask-Babel. The language comes from the path; mails force their own."""
    flask_app.jinja_env.undefined = StrictUndefined
    flask_app.jinja_env.trim_blocks = flask_app.jinja_env.lstrip_blocks = True
    flask_app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(flask_app, locale_selector=reader_language)
    flask_app.jinja_env.globals |= {
        "asset": address_book(),
        "words": lambda texts: words_in(texts, _language()),
    }
    flask_app.jinja_env.filters |= {
        "number": lambda value: format_number(value, _language()),
        "percent": lambda value: format_percent(value, _language()),
        "edtf": lambda value: format_edtf(value, _language()),
        "day": lambda value: format_day(value, _language()),
        "time": lambda value: format_time(value, _language()),
        "country": lambda code: locale_of(_language()).territories.get(code, code),
        "urlquote": lambda value: quote(value, safe=""),
    }
    flask_app.context_processor(_page_context)


def reader_language() -> str:
    """Return the language of the path; before there is one, the best match of Accept-Language."""
    if not has_request_context():
        return LANGUAGES[0]
    chosen = g.get("lang") or _language_of_path() or request.accept_languages.best_match(LANGUAGES)
    return str(chosen or LANGUAGES[0])


def _language_of_path() -> str | None:
    """The language an address begins with, also where it leads nowhere."""
    head = request.path.split("/", 2)[1]
    return head if head in LANGUAGES else None


def _language() -> str:
    """The language being rendered: that of a mail or document where one is forced, else the reader's."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def _page_context() -> dict[str, Any]:
    language = _language()
    context: dict[str, Any] = {"lang": language, "dir": direction(language)}
    if has_request_context():
        context |= addresses_of(request.path)
    return context


def addresses_of(path: str) -> dict[str, Any]:
    """Return what a page says of its address and of those in other languages.

    A page that answers a posted form names the one it was posted from: its own address takes no reader.
    """
    alternates = [(code, OWN_NAMES[code], _path_in(code, path)) for code in LANGUAGES]
    return {"alternates": alternates, "canonical": current_app.config["BASE_URL"] + quote(path)}


def _path_in(language: str, path: str) -> str:
    """The same page in another language; where the path has none, that language's home."""
    head, _, rest = path.lstrip("/").partition("/")
    return f"/{language}/{quote(rest)}" if head in LANGUAGES else f"/{language}/"

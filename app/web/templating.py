"""What every template has: the reader's language, words, figures and dates in it, and addresses of assets."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from flask import Flask, current_app, g, has_request_context, request
from flask.globals import request_ctx
from flask_babel import Babel, force_locale, get_locale, ngettext
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from app.campaigns.document import PrisonerDocument, Texts
from app.campaigns.rules import pitch_of
from app.core.formats import format_day, format_edtf, format_list, format_number, format_percent, format_time
from app.core.languages import (
    LANGUAGES,
    OWN_NAMES,
    direction,
    language_of,
    nearest_language,
    words_in,
)
from app.core.numerals import locale_of
from app.web.assets import address_book

MOST_NAMED: Final = 4
"""People whom a sentence names; of more it says how many."""
_TRANSLATIONS: Final = Path(__file__).resolve().parent.parent / "translations"
_PUBLIC_DOMAIN: Final = "messages"


def console_domains() -> list[str]:
    """Return the catalogues of the console's words, one a part of it; each exists in Persian."""
    return sorted({file.stem for file in _TRANSLATIONS.glob("*/LC_MESSAGES/*.po")} - {_PUBLIC_DOMAIN})


def install_templating(flask_app: Flask, *, speaks_console: bool = False) -> None:
    """Prepare Jinja and Flask-Babel. The language comes from the path; mails force their own.

    The public site loads one catalogue; the console and the workers, who write its mails, load them all.
    """
    flask_app.jinja_env.undefined = StrictUndefined
    flask_app.jinja_env.trim_blocks = flask_app.jinja_env.lstrip_blocks = True
    # The public catalogue comes last: Flask-Babel takes the rule of plurals from the last.
    domains = [*(console_domains() if speaks_console else []), _PUBLIC_DOMAIN]
    flask_app.config["BABEL_DOMAIN"] = ";".join(domains)
    flask_app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(["translations"] * len(domains))
    Babel(flask_app, locale_selector=reader_language)
    flask_app.jinja_env.globals |= {
        "asset": address_book(),
        "words": lambda texts: words_in(texts, _language()),
        "said": said,
        "who": who,
        "said_who": said_who,
        "pitch": pitch_of,
        "in_tongue": in_tongue,
        "direction": direction,
        "language_of": lambda texts: language_of(texts, _language()),
    }
    flask_app.jinja_env.filters |= {
        "number": lambda value: format_number(value, _language()),
        "percent": lambda value: format_percent(value, _language()),
        "edtf": lambda value: format_edtf(value, _language()),
        "day": lambda value: format_day(value, _language()),
        "time": lambda value: format_time(value, _language()),
        "country": lambda code: locale_of(_language()).territories.get(code, code),
        "language": lambda code: locale_of(_language()).languages.get(code, code),
        "urlquote": in_an_address,
    }
    flask_app.context_processor(_page_context)


def reader_language() -> str:
    """Return the language of the path; before there is one, the best match of Accept-Language."""
    if not has_request_context():
        return LANGUAGES[0]
    chosen = g.get("lang") or _language_of_path() or _language_asked_for()
    return str(chosen or LANGUAGES[0])


def _language_asked_for() -> str | None:
    """The best match of Accept-Language; what a browser gives no weight it refuses."""
    return nearest_language(tag for tag, quality in request.accept_languages if quality > 0)


def _language_of_path() -> str | None:
    """The language an address begins with, also where it leads nowhere. Programs are always answered in the first."""
    head = request.path.split("/", 2)[1]
    return LANGUAGES[0] if head == "api" else head if head in LANGUAGES else None


def _language() -> str:
    """The language being rendered: that of a mail or document where one is forced, else the reader's."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def said(texts: Mapping[str, str]) -> Markup:
    """Return words for the text of a page; where they are not in the page's language, marked as what they are."""
    language = language_of(texts, _language())
    if language == _language():
        return escape(texts[language])
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction(language), texts[language])


def who(prisoners: Sequence[PrisonerDocument], language: str = "") -> str:
    """Name people within a sentence, in the reader's language or another: ``A, B and C``."""
    language = language or _language()
    return _named(prisoners, lambda names: words_in(names, language), language)


def said_who(prisoners: Sequence[PrisonerDocument]) -> Markup:
    """Like who, for the text of a page: a name that is not in its language is marked as what it is."""
    return Markup(_named(prisoners, said, _language()))  # noqa: S704 - joined from what is escaped


def _named(prisoners: Sequence[PrisonerDocument], write: Callable[[Texts], str], language: str) -> str:
    names = [write(each.names) for each in prisoners]
    if (more := len(names) - MOST_NAMED) > 0:
        with force_locale(language):
            others = ngettext("%(shown)s other", "%(shown)s others", more, shown=format_number(more, language))
        names = [*names[:MOST_NAMED], others]
    return format_list(names, language)


def in_an_address(words: str) -> str:
    """Return words as part of an address. What was escaped for HTML, as a translated message is, is first undone."""
    return quote(words.unescape() if isinstance(words, Markup) else words, safe="")


def in_tongue(texts: Mapping[str, object]) -> Markup:
    """Return what marks a whole element that holds these texts: nothing, or its ``lang`` and ``dir``."""
    language = language_of(texts, _language())
    if language == _language():
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _page_context() -> dict[str, Any]:
    language = _language()
    context: dict[str, Any] = {"lang": language, "dir": direction(language)}
    if has_request_context():
        context |= addresses_of(_readable_path(language))
    return context


def _readable_path(language: str) -> str:
    """The path of this page, if looking at it is allowed; else, for it only takes forms or leads nowhere, the home."""
    if request.routing_exception is None and request.method in ("GET", "HEAD"):
        return request.path
    addresses = request_ctx.url_adapter
    return request.path if addresses and addresses.test(request.path, "GET") else f"/{language}/"


def addresses_of(path: str) -> dict[str, Any]:
    """Return what a page says of its address and of those in other languages.

    A page that answers a posted form names the one it was posted from: its own address takes no reader.
    """
    alternates = [(code, OWN_NAMES[code], _path_in(code, path)) for code in LANGUAGES]
    return {
        "alternates": alternates,
        "written_in": LANGUAGES,
        "canonical": current_app.config["BASE_URL"] + quote(path),
        "for_others": _for_others(path),
    }


def _for_others(path: str) -> str:
    """The page for whoever reads none of the languages: the front door, which chooses; elsewhere English."""
    return "/" if path.count("/") == 2 and path.endswith("/") else _path_in("en", path)


def _path_in(language: str, path: str) -> str:
    """The same page in another language; where the path has none, that language's home."""
    head, _, rest = path.lstrip("/").partition("/")
    return f"/{language}/{quote(rest)}" if head in LANGUAGES else f"/{language}/"

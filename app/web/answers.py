"""Turning errors into pages, in one place. A page never repeats what was typed or what a library said."""

from typing import Final
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import LazyString, gettext, lazy_gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.campaigns.errors import QuietAsked
from app.core.errors import NotFound
from app.core.logs import describe
from app.signatures.letterbox import LetterboxClosed
from app.switches.errors import ReadOnly

log = structlog.get_logger()
_WORDS: Final = {
    400: (
        lazy_gettext("We could not read that"),
        lazy_gettext("The request was damaged on the way. Go back and try again."),
    ),
    404: (
        lazy_gettext("There is no such page"),
        lazy_gettext("The address may be mistyped, or the campaign may have ended. Here is what there is."),
    ),
    405: (
        lazy_gettext("That is not how this address works"),
        lazy_gettext("Go back and use the button on the page."),
    ),
    410: (
        lazy_gettext("This link no longer works"),
        lazy_gettext("It was used, it is too old, or what it led to has been deleted."),
    ),
    413: (
        lazy_gettext("That is too much at once"),
        lazy_gettext("The form was far larger than it can be. Shorten what you wrote and send it again."),
    ),
    429: (
        lazy_gettext("Too many requests at once"),
        lazy_gettext("More came from your network within a minute than we can take. Wait a minute, then try again."),
    ),
    500: (
        lazy_gettext("Something broke on our side"),
        lazy_gettext("Nothing you sent before is lost. Please try again in a few minutes."),
    ),
    503: (
        lazy_gettext("We cannot answer just now"),
        lazy_gettext("Part of the site is being restarted. Nothing is lost. Please try again in a minute."),
    ),
}
_QUIET: Final = (
    lazy_gettext("The family asked for quiet"),
    lazy_gettext("This campaign was taken down because the family asked for it. Others here still need you."),
)
_READ_ONLY: Final = (
    lazy_gettext("Nothing can be changed just now"),
    lazy_gettext("The site can only be read for a short while. Nothing is lost: links and buttons work again later."),
)


def install_error_pages(flask_app: Flask) -> None:
    """Give every error its page, or below ``/api/`` its problem details (RFC 9457), in English."""
    flask_app.register_error_handler(HTTPException, _http_error)
    flask_app.register_error_handler(NotFound, lambda _error: _answer(404))
    flask_app.register_error_handler(QuietAsked, lambda _error: _answer(410, _QUIET))
    flask_app.register_error_handler(ReadOnly, lambda _error: _answer(503, _READ_ONLY))
    flask_app.register_error_handler(LetterboxClosed, lambda _error: _answer(503))
    flask_app.register_error_handler(SQLAlchemyError, _database_error)
    flask_app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    if error.code is not None and 300 <= error.code < 400:
        return make_response(error.get_response())
    answer = _answer(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            answer.headers[name] = value
    return answer


def _database_error(error: SQLAlchemyError) -> Response:
    log.error("database away", endpoint=request.endpoint, **describe(error))
    return _answer(503)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", endpoint=request.endpoint, **describe(error))
    return _answer(500)


def _know_own_address() -> None:
    """A forged Host leaves nothing to build links from: take the address we know ourselves by."""
    if request_ctx.url_adapter is None:
        own = urlsplit(current_app.config["BASE_URL"])
        request_ctx.url_adapter = current_app.url_map.bind(own.netloc, url_scheme=own.scheme)


def _answer(code: int, words: tuple[LazyString, LazyString] | None = None) -> Response:
    _know_own_address()
    known = code if code in _WORDS else (400 if code < 500 else 500)
    title, message = words or _WORDS[known]
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": str(title), "status": code, "detail": str(message)}
        answer = make_response(problem, code)
        answer.mimetype = "application/problem+json"
    else:
        answer = make_response(
            render_template(
                current_app.config.get("ERROR_TEMPLATE", "errors/error.html"),
                code=code,
                title=str(title),
                message=str(message),
                home=gettext("Home"),
            ),
            code,
        )
    answer.headers["Cache-Control"] = "no-store"
    if code == 503:
        answer.headers["Retry-After"] = "30"
    return answer

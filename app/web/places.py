"""Who may be served now. A form is waited for outside; only a request that is whole takes one of the few places.

A server's thread that waits for somebody's slow form is then one of many, and costs nothing but its stack.
"""

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Final

from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, ServiceUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PLACES: Final = 16
"""Requests that one process works on at the same time."""
PLACE_WITHIN_SECONDS: Final = 8.0
"""After that it is better to say so than to let somebody wait for an answer that may never come."""
_ALWAYS_FREE: Final = "/live"
REFUSAL: Final = "vigil.refusal"
"""Key of the WSGI environment: why this request may not be served."""


class Places:
    """A WSGI application that lets ``PLACES`` requests into a Flask application at a time.

    It stands behind the kept pages: what is answered from memory waits for nobody, whoever holds the places.
    """

    def __init__(self, flask_app: Flask) -> None:
        flask_app.before_request(_raise_refusal)
        self._wsgi_app = flask_app.wsgi_app
        self._places = threading.Semaphore(PLACES)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer once there is a place; a process that is busy lives, and a refusal takes none."""
        if environ["PATH_INFO"] == _ALWAYS_FREE or REFUSAL in environ:
            return self._wsgi_app(environ, start_response)
        if not self._places.acquire(timeout=PLACE_WITHIN_SECONDS):
            environ[REFUSAL] = ServiceUnavailable()
            return self._wsgi_app(environ, start_response)
        try:
            return self._wsgi_app(environ, start_response)
        finally:
            self._places.release()


class WholeBodies:
    """A WSGI application that waits for the whole of a form before a Flask application sees it.

    A body over ``body_bytes`` is refused unread, and so is one that was cut off on the way: the server passes on half
    a form as though it were the whole. Refusals are worded by the application, in the reader's language.
    """

    def __init__(self, flask_app: Flask, *, body_bytes: int) -> None:
        self._wsgi_app = flask_app.wsgi_app
        self._body_bytes = body_bytes

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer once the request is whole."""
        if environ["REQUEST_METHOD"] == "POST":
            try:
                _await_body(environ, at_most=self._body_bytes)
            except HTTPException as refusal:
                environ[REFUSAL] = refusal
        return self._wsgi_app(environ, start_response)


def _await_body(environ: "WSGIEnvironment", *, at_most: int) -> None:
    """Put the whole body in the place of the line it comes from. Raises RequestEntityTooLarge or BadRequest."""
    length = int(environ.get("CONTENT_LENGTH") or 0)  # the server has seen to it that it is a number
    body = b"" if length > at_most else environ["wsgi.input"].read(at_most + 1)
    if max(length, len(body)) > at_most:
        raise RequestEntityTooLarge
    if len(body) < length:
        raise BadRequest
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # what came in pieces is whole now


def _raise_refusal() -> None:
    if refusal := request.environ.get(REFUSAL):
        raise refusal

"""Our own style sheets, typefaces and pictures, served from memory with a name for ever."""

from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from app.web.assets import PREFIX, STATIC


def serve_static(flask_app: Flask) -> None:
    """Put the static folder in front of the application; addresses carry a digest, so browsers may keep them."""
    flask_app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        flask_app.wsgi_app,
        root=str(STATIC),
        prefix=PREFIX,
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_add_headers,
    )


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"

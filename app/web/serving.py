"""The applications as a WSGI server loads them, one for each site."""

import gc
from typing import Final, cast

from flask import Flask

from app import create_app
from app.core.limits import CONSOLE_BYTES, FORM_BYTES
from app.core.settings import Settings
from app.web.lines import watch_lines
from app.web.places import WholeBodies

_ALLOCATIONS_BETWEEN_COLLECTIONS: Final = 50_000


def public() -> Flask:
    """The public site."""
    flask_app = _patient(create_app("public"), body_bytes=FORM_BYTES)
    watch_lines(_settings_of(flask_app).port)
    _collect_rarely()
    return flask_app


def console() -> Flask:
    """The console."""
    flask_app = _patient(create_app("console"), body_bytes=CONSOLE_BYTES)
    watch_lines(_settings_of(flask_app).console_port)
    return flask_app


def _patient(flask_app: Flask, *, body_bytes: int) -> Flask:
    """Let nobody's slow form take a place from others (app/web/places.py)."""
    flask_app.wsgi_app = WholeBodies(flask_app, body_bytes=body_bytes)  # type: ignore[method-assign]
    return flask_app


def _settings_of(flask_app: Flask) -> Settings:
    return cast(Settings, flask_app.extensions["vigil.settings"])


def _collect_rarely() -> None:
    """Leave what was loaded out of garbage collection, and look for cycles less often: it cost 7 % of a signing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, 20, 20)

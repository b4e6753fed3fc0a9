"""The applications as a WSGI server loads them, one for each site."""

import gc
from typing import Final

from flask import Flask

from app import create_app

_ALLOCATIONS_BETWEEN_COLLECTIONS: Final = 50_000


def public() -> Flask:
    """The public site."""
    flask_app = create_app("public")
    _collect_rarely()
    return flask_app


def console() -> Flask:
    """The console."""
    return create_app("console")


def _collect_rarely() -> None:
    """Leave what was loaded out of garbage collection, and look for cycles less often: it cost 7 % of a signing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, 20, 20)

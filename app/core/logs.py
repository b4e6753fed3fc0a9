"""Structured logs to standard error. What could name a person is not merely masked: it never gets here.

Log calls give an event and a few fields of the list below; anything else is dropped before it is written.
Exceptions are logged by type and place, never with their text: a database's or a mail server's words repeat
what they were given.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from app.core.settings import Settings

ALLOWED_FIELDS: Final = frozenset(
    {"event", "level", "timestamp", "task", "count", "state", "seconds", "code", "petition_id", "delivery_id",
     "lane", "endpoint", "status", "error", "where", "names", "share"}
)  # fmt: skip
_QUIET: Final = ("celery", "kombu", "amqp", "sqlalchemy", "_granian", "granian.access", "werkzeug", "alembic")


def configure_logs(settings: Settings) -> None:
    """Write one line of JSON an event in production, a short readable line elsewhere, coloured on a terminal."""
    readable = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    last: Any = structlog.processors.JSONRenderer() if settings.is_production else readable
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_unknown_fields,
            last,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def drop_unknown_fields(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep only the fields on the list: a new field is a decision."""
    return {name: value for name, value in event.items() if name in ALLOWED_FIELDS}


def describe(error: BaseException) -> dict[str, str]:
    """Return an exception's type and where it was raised, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if "site-packages" not in frame.filename), None)
    where = f"{last.filename.rpartition('/')[2]}:{last.lineno} {last.name}" if last else ""
    return {"error": type(error).__name__, "where": where}

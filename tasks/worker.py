"""The worker's application: one Flask application a process, every task in its context, errors without words."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import structlog
from flask import Flask, current_app

from app import create_app
from app.core.crypto import Keyring
from app.core.db import db
from app.core.jobs import celery, configure_celery
from app.core.logs import describe
from app.core.settings import Settings

log = structlog.get_logger()


def start_worker() -> Flask:
    """Build the application and configure Celery for it."""
    flask_app = create_app("worker")
    configure_celery(broker_url=flask_app.extensions["vigil.settings"].redis_url)
    celery.flask_app = flask_app
    return flask_app


def job(name: str) -> Callable[[Callable[..., int]], Any]:
    """Register a task under ``name``. It returns a count; a failure is logged by type and place, never by text.

    Nothing is retried here: beat rings again, and what was not done is still a row.
    """

    def register(run: Callable[..., int]) -> Any:
        @celery.task(name=name)  # type: ignore[untyped-decorator]
        @wraps(run)
        def task(*ids: str) -> None:
            with celery.flask_app.app_context():
                try:
                    count = run(*ids)
                except Exception as error:
                    log.error("task failed", task=name, **describe(error))
                else:
                    if count:
                        log.info("task done", task=name, count=count)
                finally:
                    db.session.remove()

        return task

    return register


def keyring() -> Keyring:
    """The private keys of this worker."""
    return cast(Keyring, current_app.extensions["vigil.keyring"])


def settings() -> Settings:
    """The settings of this worker."""
    return cast(Settings, current_app.extensions["vigil.settings"])

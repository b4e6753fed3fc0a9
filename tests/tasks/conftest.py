"""Tasks run as in a worker: in its application, its role and its rights."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.jobs import celery


@pytest.fixture(autouse=True)
def _worker(worker_app: Flask) -> Iterator[None]:
    celery.flask_app = worker_app
    yield
    del celery.flask_app

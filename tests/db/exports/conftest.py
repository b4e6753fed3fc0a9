"""A petition with people who chose differently, and a worker that compiles."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.crypto import Keyring
from app.exports.compiling import Exporter, file_of
from app.exports.models import Export
from tests.factories import OpenPetition
from tests.factories.exports import IDENTITY


@pytest.fixture
def exporter(worker_app: Flask, keyring: Keyring, tmp_path: Path) -> Iterator[Exporter]:
    with worker_app.app_context():
        yield Exporter(keyring, var=tmp_path, marker_domain="post.example", clock=utc_now)


@pytest.fixture
def compiled(
    owner_session: Session, exporter: Exporter, tmp_path: Path, shared_petition: OpenPetition
) -> Callable[[Export], bytes]:
    """Compile what was approved, and return the file in clear."""

    def compile_it(export: Export) -> bytes:
        owner_session.commit()
        assert exporter.compile_next() == export.id
        owner_session.refresh(export)
        assert export.failure is None
        return pyrage.decrypt(file_of(tmp_path, export.id).read_bytes(), [IDENTITY])

    return compile_it

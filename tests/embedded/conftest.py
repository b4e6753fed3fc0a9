"""Folders and environments for servers that are really started."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.embedded.folders import private_folder, short_folder


@pytest.fixture
def environ() -> dict[str, str]:
    """The environment of these tests without any server of the developer's own."""
    ours = ("PATH", "HOME", "TMPDIR", "PYTHONPATH")
    return {name: os.environ[name] for name in ours if name in os.environ} | {"VIGIL_ENV": "test"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder, 0700, with a path of 150 letters: no socket could live in it."""
    missing = 150 - len(str(tmp_path / "var")) - 1
    return private_folder(tmp_path / ("d" * max(missing, 1)) / "var")


@pytest.fixture
def sockets(folder: Path) -> Iterator[Path]:
    """The short folder that goes with it."""
    path = short_folder(folder)
    yield path
    for left in path.iterdir():
        left.unlink()
    path.rmdir()

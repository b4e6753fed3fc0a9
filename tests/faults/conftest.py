"""Each scenario has an installation of its own; its figures are printed at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.figures import FIGURES, line
from tests.faults.installation import Installation
from tests.faults.post import Post


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[FIGURES]:
        terminalreporter.section("faults: figures")
        for told in config.stash[FIGURES]:
            terminalreporter.write_line(told)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Say a scenario's figures: ``tell("title", signings=3000, …)``."""
    return lambda title, **figures: request.config.stash[FIGURES].append(line(title, **figures))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation for tests that break nothing."""
    yield from _running(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation for one scenario."""
    yield from _running(tmp_path)


def _running(folder: Path) -> Iterator[Installation]:
    with Post() as post, Installation(folder / "var", post) as installation:
        yield installation

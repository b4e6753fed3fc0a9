"""Logs for people: coloured on a terminal, plain in a file."""

import subprocess
import sys

import pytest

_ONE_LINE = """
import structlog
from app.core.logs import configure_logs
from app.core.settings import load_settings
configure_logs(load_settings("operator", {"VIGIL_ENV": "development", "DATABASE_URL": "postgresql:///x"}))
structlog.get_logger().warning("an event", count=3)
"""


@pytest.mark.parametrize("variables", [{}, {"FORCE_COLOR": "1", "TERM": "xterm-256color"}])
def test_a_line_in_a_file_has_no_colours(variables: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", _ONE_LINE], env=variables, capture_output=True, text=True, check=True)
    assert "an event" in done.stderr
    assert "count=3" in done.stderr
    assert "\x1b" not in done.stderr

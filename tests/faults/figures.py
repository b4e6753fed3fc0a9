"""What a scenario has to say at the end: figures, never a person."""

from collections.abc import Sequence
from statistics import quantiles

import pytest

FIGURES = pytest.StashKey[list[str]]()


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return p50 and p95."""
    cuts = quantiles(seconds, n=20)
    return cuts[9], cuts[18]


def line(title: str, **figures: object) -> str:
    """Return one scenario's figures in one line."""
    told = " · ".join(f"{name.replace('_', ' ')} {_show(value)}" for name, value in figures.items())
    return f"{title}: {told}"


def _show(value: object) -> str:
    if isinstance(value, float):
        return f"{1000 * value:.0f} ms"
    return f"{value:,}" if isinstance(value, int) else str(value)

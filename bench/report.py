"""The table at the end: what was measured, against what, and what must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Comparison:
    """Measurements of one thing beside those of its yardstick, round by round. The ratio is the median of rounds."""

    title: str
    values: Sequence[float]
    against: str
    yardstick: Sequence[float]
    must: float

    @property
    def ratio(self) -> float:
        """How many times the yardstick."""
        return median(value / one for value, one in zip(self.values, self.yardstick, strict=True))

    @property
    def is_met(self) -> bool:
        """Whether it is as much as it must be."""
        return self.ratio >= self.must

    def line(self) -> str:
        """Return one row of the table."""
        verdict = "ok" if self.is_met else "MISSED"
        return (
            f"{self.title:<28} {_figure(median(self.values))}   {self.against:<30} {_figure(median(self.yardstick))}"
            f"   {self.ratio:>7.2f}   {self.must:>5.2f}   {verdict}"
        )


@dataclass(frozen=True)
class Bound:
    """Something measured that must not be more than it may."""

    title: str
    value: float
    unit: str
    at_most: float

    @property
    def is_met(self) -> bool:
        """Whether it is no more."""
        return self.value <= self.at_most

    def line(self) -> str:
        """Return one row of their table."""
        verdict = "ok" if self.is_met else "MISSED"
        return f"{self.title:<28} {self.value:>8.1f} {self.unit:<6} at most {self.at_most:>6.0f}   {verdict}"


def bounds_table(bounds: Sequence[Bound]) -> str:
    """Return the table of what must not be more."""
    return "\n".join(bound.line() for bound in bounds)


def _figure(value: float) -> str:
    """Return a rate in whole numbers; what is itself a ratio with its decimals."""
    return f"{value:>8.0f}" if value >= 10 else f"{value:>8.3f}"


def table(comparisons: Sequence[Comparison]) -> str:
    """Return the whole table."""
    head = f"{'measured':<28} {'a second':>8}   {'against':<30} {'a second':>8}   {'ratio':>7}   {'must':>5}   ok"
    return "\n".join((head, "-" * len(head), *(comparison.line() for comparison in comparisons)))

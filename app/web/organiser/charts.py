"""Charts as geometry: numbers in, paths out. Templates draw them, in light on night like the tally itself.

Every drawing is ``WIDE`` × ``HIGH`` units, stretched to its place; it holds no text, so that a page written from right
to left mirrors it as a whole and words keep the size of words. Time runs in the direction of reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

WIDE: Final = 1000
HIGH: Final = 100
COLUMNS_AT_MOST: Final = 92
"""On a phone a column is then still three points wide."""
_FILLED: Final = 0.4
"""How much of its place a column takes."""
_UNLIT: Final = 2.5
"""The height of a part in which nothing happened: a wick without light."""
_LEAST: Final = 1.2
"""The height of the smallest light: one person is seen beside ten thousand."""


TEN: Final = 10
_ROUND_TENTHS: Final = (10, 12, 16, 20, 30, 40, 50, 60, 80, 100)


class Line(NamedTuple):
    """A line across a chart: the number it stands for and how far down it lies, as a share of the height."""

    number: int
    down: float


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A column for each part. ``each`` is how many of the parts given stand together in one, the oldest first."""

    lit: str
    fallen: str
    unlit: str
    newest: str
    lines: list[Line]
    baseline: float
    each: int


def draw_columns(numbers: Sequence[int]) -> Columns:
    """Draw numbers one after another, below the line where they are negative; the last one burns brightest."""
    each = -(-len(numbers) // COLUMNS_AT_MOST) or 1
    values = gather(numbers, each)
    top, bottom = round_up(max([*values, 0])), round_up(max([*(-value for value in values), 0]), least=0)
    baseline = HIGH * top / (top + bottom)
    boxes = [_box(place, len(values), value, baseline, HIGH / (top + bottom)) for place, value in enumerate(values)]
    signed = list(zip(values, boxes, strict=True))
    return Columns(
        lit="".join(box for value, box in signed if value > 0),
        fallen="".join(box for value, box in signed if value < 0),
        unlit="".join(box for value, box in signed if value == 0),
        newest=boxes[-1] if values and values[-1] > 0 else "",
        lines=_lines(top, bottom, baseline),
        baseline=round(baseline, 2),
        each=each,
    )


def gather(numbers: Sequence[int], each: int) -> list[int]:
    """Add up so many neighbours at a time, from the newest backwards: only the oldest sum may hold fewer."""
    ends = range(len(numbers), 0, -each)
    return [sum(numbers[max(0, end - each) : end]) for end in ends][::-1]


def round_up(number: int, *, least: int = 2) -> int:
    """Return the next round number whose half is worth a line as well: 2, 4, 6, 8, 10, 12, 16, 20, 30 … 100, 120 …"""
    if number <= least:
        return least
    if number < TEN:
        return number + number % 2
    size = int(10 ** (len(str(number)) - 1))
    return next(tenths * size // TEN for tenths in _ROUND_TENTHS if number * TEN <= tenths * size)


def widths(numbers: Sequence[int]) -> list[float]:
    """Return the length of a bar for each number, in units of ``WIDE``; what is not above nought has none."""
    longest = max([*numbers, 1])
    return [round(max(number / longest * WIDE, WIDE * _LEAST / HIGH), 1) if number > 0 else 0.0 for number in numbers]


def draw_beam(numbers: Sequence[int]) -> list[str]:
    """Draw a beam through steps that each let fewer on: one path from every step to the next, and one for the last."""
    most = max([*numbers, 1])
    halves = [max(number / most, _LEAST / HIGH) * HIGH / 2 if number > 0 else 0.0 for number in numbers]
    step = WIDE / len(numbers)
    paths = [_neck(place * step, step, *pair) for place, pair in enumerate(pairwise(halves))]
    return [*paths, _neck((len(numbers) - 1) * step, step, halves[-1], halves[-1])]


def draw_line(numbers: Sequence[int]) -> str:
    """Draw a small line of how numbers went, without scale: for a row of a table."""
    highest, lowest = max([*numbers, 1]), min([*numbers, 0])
    step = WIDE / max(len(numbers) - 1, 1)
    points = [
        (round(place * step, 1), round(HIGH - (number - lowest) / (highest - lowest) * HIGH, 1))
        for place, number in enumerate(numbers)
    ]
    return "M" + "L".join(f"{x} {y}" for x, y in points) if points else ""


def _box(place: int, places: int, value: int, baseline: float, unit: float) -> str:
    slot = WIDE / places
    width = slot * _FILLED
    tall = max(abs(value) * unit, _LEAST) if value else _UNLIT
    top = baseline if value < 0 else baseline - tall
    return f"M{place * slot + (slot - width) / 2:.1f} {top:.2f}h{width:.2f}v{tall:.2f}h{-width:.2f}z"


def _lines(top: int, bottom: int, baseline: float) -> list[Line]:
    numbers = [top, top // 2, 0, *([-bottom] if bottom else [])]
    return [Line(number, round((baseline - number * baseline / top) / HIGH, 4)) for number in numbers]


def _neck(x: float, step: float, here: float, there: float) -> str:
    """From a step's height, held for two fifths of the way, in a curve to the height of the next."""
    middle, hold, end = HIGH / 2, x + step * 0.4, x + step
    bend = (hold + end) / 2
    return (
        f"M{x:.1f} {middle - here:.2f}H{hold:.1f}"
        f"C{bend:.1f} {middle - here:.2f} {bend:.1f} {middle - there:.2f} {end:.1f} {middle - there:.2f}"
        f"V{middle + there:.2f}"
        f"C{bend:.1f} {middle + there:.2f} {bend:.1f} {middle + here:.2f} {hold:.1f} {middle + here:.2f}"
        f"H{x:.1f}z"
    )

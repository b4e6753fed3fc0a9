"""Charts as geometry: nothing falls out of its drawing, and everything is where its number says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.organiser.charts import (
    COLUMNS_AT_MOST,
    HIGH,
    WIDE,
    draw_beam,
    draw_columns,
    draw_line,
    gather,
    round_up,
    widths,
)

NUMBERS = st.lists(st.integers(-2_000, 100_000), min_size=1, max_size=400)
BOX = re.compile(r"M([\d.-]+) ([\d.-]+)h([\d.-]+)v([\d.-]+)h-[\d.-]+z")


def _boxes(path: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, box)) for box in BOX.findall(path)]


@given(NUMBERS)
def test_every_column_lies_within_the_drawing(numbers: list[int]) -> None:
    chart = draw_columns(numbers)
    boxes = _boxes(chart.lit) + _boxes(chart.fallen) + _boxes(chart.unlit)
    assert len(boxes) == min(len(gather(numbers, chart.each)), COLUMNS_AT_MOST)
    for x, y, width, tall in boxes:
        assert 0 <= x <= x + width <= WIDE
        assert -1.3 <= y <= y + tall <= HIGH + 1.3
    assert all(0 <= line.down <= 1 for line in chart.lines)


@given(NUMBERS)
def test_nobody_is_lost_when_days_are_put_together(numbers: list[int]) -> None:
    each = draw_columns(numbers).each
    assert sum(gather(numbers, each)) == sum(numbers)


def test_columns_are_as_tall_as_their_numbers() -> None:
    chart = draw_columns([1, 5, 10, 0, -5])
    assert [line.number for line in chart.lines] == [10, 5, 0, -6]
    tall = [box[3] for box in _boxes(chart.lit)]
    assert tall == pytest.approx([6.25, 31.25, 62.5], abs=0.01)
    (down,) = _boxes(chart.fallen)
    assert (down[1], down[3]) == pytest.approx((chart.baseline, 31.25), abs=0.01)
    assert len(_boxes(chart.unlit)) == 1
    assert chart.newest == ""


def test_the_last_one_burns_brightest() -> None:
    assert draw_columns([3, 4]).newest in draw_columns([3, 4]).lit


def test_only_the_oldest_sum_holds_fewer() -> None:
    assert gather([1, 2, 3, 4, 5], 2) == [1, 5, 9]


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0, 2), (1, 2), (3, 4), (7, 8), (8, 8), (9, 10), (10, 10), (11, 12), (13, 16), (41, 50), (99, 100), (101, 120),
     (12_345, 16_000)],
)  # fmt: skip
def test_lines_stand_at_round_numbers(number: int, rounded: int) -> None:
    assert round_up(number) == rounded


@given(st.integers(0, 10**9))
def test_a_round_number_is_above_and_even(number: int) -> None:
    rounded = round_up(number)
    assert max(number, 2) <= rounded <= max(2 * number, 2)
    assert rounded % 2 == 0


def test_bars_are_measured_by_the_longest() -> None:
    assert widths([200, 100, 0, -4, 1]) == [1000, 500, 0, 0, 12]
    assert widths([]) == []


@given(st.lists(st.integers(0, 10**6), min_size=4, max_size=4))
def test_a_beam_has_a_part_for_each_step_and_stays_within(numbers: list[int]) -> None:
    paths = draw_beam(numbers)
    assert len(paths) == 4
    for path in paths:
        assert all(-0.01 <= float(value) <= WIDE + 0.01 for value in re.findall(r"-?[\d.]+", path))


def test_a_line_goes_from_end_to_end() -> None:
    assert draw_line([0, 5, 10]) == "M0.0 100.0L500.0 50.0L1000.0 0.0"
    assert draw_line([0, 0]) == "M0.0 100.0L1000.0 100.0"
    assert draw_line([]) == ""

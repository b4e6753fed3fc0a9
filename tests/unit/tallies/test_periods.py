"""Periods as addresses give them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.tallies.periods import BadPeriod, Fault, Grain, Period, last_days, read_period

TODAY, BEGINS = date(2026, 11, 25), date(2026, 1, 1)
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


def test_what_is_left_out_is_everything_until_today() -> None:
    assert read_period("", "", "", today=TODAY, begins=BEGINS) == Period(BEGINS, TODAY)


def test_days_and_grain_are_taken_as_given() -> None:
    asked = read_period(" 2026-11-24 ", "2026-11-25", "hour", today=TODAY, begins=BEGINS)
    assert asked == Period(date(2026, 11, 24), TODAY, Grain.HOUR)


@pytest.mark.parametrize(
    ("first", "last", "by", "fault"),
    [
        ("yesterday", "", "day", Fault.NO_DATE),
        ("2026-02-30", "", "day", Fault.NO_DATE),
        ("", "2026-13-01", "day", Fault.NO_DATE),
        ("2026-11-20", "2026-11-19", "day", Fault.BACKWARDS),
        ("2026-11-26", "2026-11-27", "day", Fault.AHEAD),
        ("1999-01-01", "", "day", Fault.TOO_LONG),
        ("2026-11-01", "2026-11-25", "hour", Fault.TOO_LONG_FOR_HOURS),
    ],
)
def test_a_bad_period_says_what_is_wrong(first: str, last: str, by: str, fault: Fault) -> None:
    with pytest.raises(BadPeriod) as refused:
        read_period(first, last, by, today=TODAY, begins=BEGINS)
    assert refused.value.fault is fault


def test_edges_by_day_end_with_the_day_that_is_under_way() -> None:
    edges = last_days(3, today=TODAY).edges(now=NOW)
    assert [edge.day for edge in edges] == [23, 24, 25, 26]


def test_edges_by_hour_end_with_the_hour_that_is_under_way() -> None:
    edges = Period(TODAY, TODAY, Grain.HOUR).edges(now=NOW)
    assert edges[0] == NOW.replace(hour=0, minute=0)
    assert edges[-1] == NOW.replace(hour=11, minute=0)


def test_of_three_days_by_hour_the_last_forty_eight_hours_are_shown() -> None:
    edges = last_days(3, today=TODAY, grain=Grain.HOUR).edges(now=NOW)
    assert len(edges) == 49
    assert edges[-1] == NOW.replace(hour=11, minute=0)


def test_days_to_come_have_no_part() -> None:
    edges = Period(TODAY, TODAY + timedelta(days=5)).edges(now=NOW)
    assert len(edges) == 2


def test_a_year_and_a_day_both_count() -> None:
    assert Period(date(2026, 1, 1), date(2026, 12, 31)).days == 365
    assert Period(TODAY, TODAY).days == 1

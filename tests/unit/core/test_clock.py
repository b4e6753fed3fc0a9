"""Moments, cut to what may be kept."""

from datetime import UTC, date, datetime, timedelta, timezone

from app.core.clock import day_of, to_hour, utc_now


def test_now_is_aware_and_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_only_the_hour_is_kept() -> None:
    assert to_hour(datetime(2026, 11, 22, 18, 59, 59, 999_999, UTC)) == datetime(2026, 11, 22, 18, tzinfo=UTC)


def test_a_day_is_a_day_of_utc() -> None:
    tehran = timezone(timedelta(hours=3, minutes=30))
    assert day_of(datetime(2026, 11, 23, 1, 0, tzinfo=tehran)) == date(2026, 11, 22)

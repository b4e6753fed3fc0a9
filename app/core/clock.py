"""The only module that asks what time it is. Everything else takes ``now`` as a parameter: aware, UTC."""

from datetime import UTC, date, datetime


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_hour(moment: datetime) -> datetime:
    """Cut a moment down to its hour: the finest time we keep of anything a signatory did."""
    return moment.replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime) -> date:
    """Return the UTC day of an aware moment."""
    return moment.astimezone(UTC).date()

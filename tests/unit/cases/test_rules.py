"""The length of a detention, and that nothing is claimed without a source."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.errors import ClaimsWithoutSource
from app.cases.rules import DetentionKind, detention, require_sources

TODAY = date(2026, 11, 22)
RECENT = "2026-11-01"
DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("since", "verified", "kind", "days"),
    [
        ("2026-11-22", RECENT, DetentionKind.DAY, 1),
        ("2025-11-22", RECENT, DetentionKind.DAY, 366),
        ("2026-10", RECENT, DetentionKind.AT_LEAST, 22),
        ("2026-10", "2026-11", DetentionKind.AT_LEAST, 22),
        ("2026-10", "2026-08-24", DetentionKind.AT_LEAST, 22),
        ("2026-10", "2026-08-23", DetentionKind.SINCE, None),
        ("2009-12", "2022-08", DetentionKind.SINCE, None),
        ("2026-11", RECENT, DetentionKind.SINCE, None),
        ("2025", RECENT, DetentionKind.SINCE, None),
        ("2025-22", RECENT, DetentionKind.SINCE, None),
        ("2025-11-22?", RECENT, DetentionKind.SINCE, None),
        ("2025-11~", RECENT, DetentionKind.SINCE, None),
        ("2025-11-22/..", RECENT, DetentionKind.SINCE, None),
        ("2025-11-22", "2026-11-01?", DetentionKind.SINCE, None),
        ("2025-11-22", "2026-11-23", DetentionKind.SINCE, None),
        ("2025-11-22", "2026", DetentionKind.SINCE, None),
        ("2025-11-22", None, DetentionKind.SINCE, None),
        ("2027-01-01", RECENT, DetentionKind.SINCE, None),
        (None, RECENT, DetentionKind.SINCE, None),
    ],
)
def test_days_are_counted_only_where_they_are_known(since, verified, kind, days):
    found = detention(since=since, verified=verified, today=TODAY)
    assert (found.kind, found.days) == (kind, days)
    assert (found.since, found.verified) == (since, verified)


@given(since=DAYS, verified=DAYS, today=DAYS)
def test_a_number_runs_only_on_a_fresh_verification(since, verified, today):
    found = detention(since=since.isoformat(), verified=verified.isoformat(), today=today)
    is_fresh = timedelta(0) <= today - verified <= timedelta(days=90)
    assert (found.days is not None) == (is_fresh and since <= today)


@given(since=DAYS, today=DAYS)
def test_at_least_never_says_more_than_the_day_would(since, today):
    exact = detention(since=since.isoformat(), verified=today.isoformat(), today=today)
    rough = detention(since=since.isoformat()[:7], verified=today.isoformat(), today=today)
    if rough.days is not None:
        assert 0 < rough.days < exact.days


@dataclass(frozen=True)
class Claimed:
    sources: tuple[str, ...]
    id: UUID = field(default_factory=uuid4)


def test_a_claim_without_a_source_is_named():
    sourced, bare = Claimed(("article",)), Claimed(())
    require_sources([sourced])
    with pytest.raises(ClaimsWithoutSource) as caught:
        require_sources([sourced, bare])
    assert caught.value.ids == (bare.id,)

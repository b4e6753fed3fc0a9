"""What is long, fresh, live and often enough."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.kinds import OrganisationRole, StaffRole
from app.accounts.rules import (
    AT_ONCE,
    FRESH_FOR,
    PAUSE,
    SESSION_IDLE,
    SESSION_LONGEST,
    Limit,
    PasswordComplaint,
    complain_of_password,
    is_fresh,
    is_live,
    take_a_try,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TOO_SHORT, TOO_LONG = PasswordComplaint.TOO_SHORT, PasswordComplaint.TOO_LONG


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("short words", TOO_SHORT),
        ("x" * 201, TOO_LONG),
        ("aaaabbbbaaaabbbb", PasswordComplaint.TOO_SIMPLE),
        ("Organiser@Example.org", PasswordComplaint.IS_THE_ADDRESS),
        ("organiser2026", PasswordComplaint.IS_THE_ADDRESS),
        ("four words without sense", None),
        ("چهار واژه بی ربط", None),
        ("organiser walks with a lantern", None),
    ],
)
def test_a_password_is_long_and_its_own(password: str, complaint: PasswordComplaint | None) -> None:
    assert complain_of_password(password, email="organiser@example.org") == complaint


def test_a_session_lives_while_it_is_used_and_not_for_ever() -> None:
    def live(**changed: datetime | None) -> bool:
        return is_live(**({"created_at": NOW, "last_seen_at": NOW, "revoked_at": None} | changed), now=NOW)

    assert live()
    assert not live(last_seen_at=NOW - SESSION_IDLE)
    assert not live(created_at=NOW - SESSION_LONGEST)
    assert not live(revoked_at=NOW)


def test_freshness_ends() -> None:
    assert is_fresh(NOW, now=NOW + FRESH_FOR - timedelta(seconds=1))
    assert not is_fresh(NOW, now=NOW + FRESH_FOR)


@pytest.mark.parametrize("limit", Limit)
def test_so_many_at_once_and_then_one_a_pause(limit: Limit) -> None:
    at_rest, wait = None, timedelta()
    for _ in range(AT_ONCE[limit]):
        at_rest, wait = take_a_try(at_rest, limit, now=NOW)
        assert not wait
    same, wait = take_a_try(at_rest, limit, now=NOW)
    assert same == at_rest
    assert wait == PAUSE[limit]
    assert not take_a_try(at_rest, limit, now=NOW + wait)[1]


@given(st.lists(st.integers(0, 5000), max_size=60))
def test_nobody_gets_more_than_the_limit_in_any_stretch(gaps: list[int]) -> None:
    limit, at_rest, now, taken = Limit.SECOND_FACTOR, None, NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        at_rest, wait = take_a_try(at_rest, limit, now=now)
        if not wait:
            taken.append(now)
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            allowed = AT_ONCE[limit] + (taken[last] - taken[first]) / PAUSE[limit]
            assert last - first + 1 <= allowed + 1e-9


def test_roles_include_those_below() -> None:
    owner, editor, viewer = OrganisationRole
    assert [[role.includes(other) for other in OrganisationRole] for role in (owner, editor, viewer)] == [
        [True, True, True],
        [False, True, True],
        [False, False, True],
    ]
    assert StaffRole.LEAD.includes(StaffRole.REVIEWER)
    assert not StaffRole.REVIEWER.includes(StaffRole.LEAD)

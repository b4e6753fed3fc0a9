"""The turnstile: generous to a crowd, closed to a flood, forgetful, and the same for everybody behind our own proxy."""

import pytest

from app.web import turnstile
from app.web.turnstile import Turnstile

NETWORK = "1.2.3.0/24"


class Clock:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minutes_worth_may_come_at_once_and_then_has_to_wait(clock: Clock) -> None:
    gate = Turnstile(30, clock=clock)
    assert [gate.wait_seconds(NETWORK) for _ in range(30)] == [0] * 30
    assert gate.wait_seconds(NETWORK) == 2
    clock.now += 2
    assert [gate.wait_seconds(NETWORK), gate.wait_seconds(NETWORK)] == [0, 2]
    clock.now += 60
    assert [gate.wait_seconds(NETWORK) for _ in range(31)] == [0] * 30 + [2]


def test_refused_ones_do_not_lengthen_the_wait(clock: Clock) -> None:
    gate = Turnstile(1, clock=clock)
    assert [gate.wait_seconds(NETWORK) for _ in range(50)] == [0] + [60] * 49
    clock.now += 60
    assert gate.wait_seconds(NETWORK) == 0


def test_networks_do_not_hinder_each_other(clock: Clock) -> None:
    gate = Turnstile(1, clock=clock)
    assert [gate.wait_seconds(f"1.2.{n}.0/24") for n in range(9)] == [0] * 9


@pytest.mark.parametrize("network", ["127.0.0.0/24", "172.18.0.0/24", "::/48", "fd00::/48", ""])
def test_our_own_network_is_everybody_and_never_waits(clock: Clock, network: str) -> None:
    gate = Turnstile(1, clock=clock)
    assert [gate.wait_seconds(network) for _ in range(9)] == [0] * 9


def test_nought_is_no_limit(clock: Clock) -> None:
    assert {Turnstile(0, clock=clock).wait_seconds(NETWORK) for _ in range(9)} == {0}


def test_memory_is_bounded_and_awake_networks_are_kept(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstile, "MOST_NETWORKS", 10)
    gate = Turnstile(1, clock=clock)
    for n in range(9):
        gate.wait_seconds(f"1.9.{n}.0/24")
    clock.now += 61
    assert gate.wait_seconds(NETWORK) == 0
    assert gate.wait_seconds("1.2.99.0/24") == 0
    assert len(gate._at_rest) == 2
    assert gate.wait_seconds(NETWORK) == 60


def test_no_address_is_kept(clock: Clock) -> None:
    gate = Turnstile(1, clock=clock)
    gate.wait_seconds(NETWORK)
    assert b"1.2.3" not in b"".join(gate._at_rest)

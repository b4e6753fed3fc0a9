"""Where we call, what an answer means, and when we try again."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.webhooks.rules import (
    ADDRESS_LENGTH,
    PAUSES,
    AddressFault,
    Outcome,
    find_fault,
    judge,
    may_connect,
    pause_after,
)
from app.webhooks.states import CALL_MOVES, WEBHOOK_MOVES, CallState, WebhookState

FORBIDDEN = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1",
    "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::1", "2001:db8::1", "::7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_nothing_of_ours_is_called(address: str) -> None:
    assert not may_connect(address, loopback_too=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_what_everybody_can_reach_is_called(address: str) -> None:
    assert may_connect(address, loopback_too=False)


@pytest.mark.parametrize("address", [each for each in FORBIDDEN if each not in ("127.0.0.1", "127.9.9.9", "::1")])
def test_development_adds_loopback_alone(address: str) -> None:
    assert may_connect("127.0.0.1", loopback_too=True)
    assert address.startswith("::ffff:127") or not may_connect(address, loopback_too=True)


@given(st.integers(0, 2**32 - 1))
def test_an_address_within_another_is_judged_like_itself(number: int) -> None:
    plain = IPv4Address(number)
    mapped, translated = IPv6Address(f"::ffff:{plain}"), IPv6Address(int(IPv6Address("64:ff9b::")) + number)
    assert may_connect(str(mapped), loopback_too=False) == may_connect(str(plain), loopback_too=False)
    assert may_connect(str(translated), loopback_too=False) == may_connect(str(plain), loopback_too=False)


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://hooks.example.org/vigil?x=1", None),
        ("https://hooks.example.org:8443/", None),
        ("https://93.184.215.14/x", None),
        ("", AddressFault.NO_ADDRESS),
        ("hooks.example.org", AddressFault.NO_ADDRESS),
        ("https://", AddressFault.NO_ADDRESS),
        ("https://a.example:99999/", AddressFault.NO_ADDRESS),
        ("https://a.example/ b", AddressFault.NO_ADDRESS),
        ("https://a.example/\r\nX: y", AddressFault.NO_ADDRESS),
        ("https://bücher.example/", AddressFault.NO_ADDRESS),
        ("http://hooks.example.org/", AddressFault.NOT_HTTPS),
        ("http://localhost/", AddressFault.NOT_HTTPS),
        ("ftp://hooks.example.org/", AddressFault.NOT_HTTPS),
        ("https://me:secret@hooks.example.org/", AddressFault.HAS_PASSWORD),
        ("https://hooks.example.org/#x", AddressFault.HAS_FRAGMENT),
        ("https://localhost/", AddressFault.NOT_PUBLIC),
        ("https://127.0.0.1/", AddressFault.NOT_PUBLIC),
        ("https://[::1]/", AddressFault.NOT_PUBLIC),
        ("https://169.254.169.254/latest/meta-data", AddressFault.NOT_PUBLIC),
        ("https://metadata.google.internal/", AddressFault.NOT_PUBLIC),
        ("https://printer.local/", AddressFault.NOT_PUBLIC),
        (f"https://a.example/{'x' * ADDRESS_LENGTH}", AddressFault.TOO_LONG),
    ],
)
def test_addresses(address: str, fault: AddressFault | None) -> None:
    assert find_fault(address, loopback_too=False) is fault


@pytest.mark.parametrize("address", ["http://localhost:9000/x", "http://127.0.0.1:9000", "https://localhost/"])
def test_a_developer_may_call_his_own_machine(address: str) -> None:
    assert find_fault(address, loopback_too=True) is None


def test_a_developer_may_call_nothing_else_without_https() -> None:
    assert find_fault("http://hooks.example.org/", loopback_too=True) is AddressFault.NOT_HTTPS
    assert find_fault("http://10.0.0.1/", loopback_too=True) is AddressFault.NOT_HTTPS


@given(st.text(max_size=80))
def test_no_text_breaks_the_judgement(text: str) -> None:
    find_fault(text, loopback_too=False)
    find_fault(f"https://{text}", loopback_too=True)


@pytest.mark.parametrize(
    ("status", "attempts", "outcome"),
    [
        (200, 1, Outcome.TAKEN),
        (204, 9, Outcome.TAKEN),
        (301, 1, Outcome.AGAIN),
        (302, len(PAUSES), Outcome.AGAIN),
        (404, 1, Outcome.AGAIN),
        (500, len(PAUSES) + 1, Outcome.GIVEN_UP),
        (None, 1, Outcome.AGAIN),
        (None, len(PAUSES) + 1, Outcome.GIVEN_UP),
        (410, 1, Outcome.UNWANTED),
    ],
)
def test_answers(status: int | None, attempts: int, outcome: Outcome) -> None:
    assert judge(status, attempts=attempts) is outcome


def test_the_last_try_is_within_three_days() -> None:
    longest = sum((pause_after(number, jitter=0.0) for number in range(1, len(PAUSES) + 1)), timedelta())
    assert timedelta(days=2) < longest <= timedelta(days=3)


@given(st.integers(1, len(PAUSES)), st.floats(0, 1))
def test_a_pause_is_spread_and_never_longer(attempts: int, jitter: float) -> None:
    pause = pause_after(attempts, jitter=jitter)
    assert 0.79 * PAUSES[attempts - 1] < pause <= PAUSES[attempts - 1]


def test_every_state_can_be_left_but_never_for_itself() -> None:
    for moves, states in ((WEBHOOK_MOVES, WebhookState), (CALL_MOVES, CallState)):
        assert {before for before, _after in moves} == set(states)
        assert all(before is not after for before, after in moves)

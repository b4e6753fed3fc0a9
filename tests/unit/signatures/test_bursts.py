"""When too many forms have something in common, and what names of one pattern are."""

import pytest

from app.signatures.rules import BurstLimits, find_bursts, name_pattern, name_shape
from app.signatures.states import ClusterKind, HoldReason

LIMITS = BurstLimits(network=40, domain=100, name=20, hour=1000)


@pytest.mark.parametrize(
    ("kind", "limit", "reason"),
    [
        (ClusterKind.NETWORK, 40, HoldReason.NETWORK),
        (ClusterKind.DOMAIN, 100, HoldReason.DOMAIN),
        (ClusterKind.NAME, 20, HoldReason.NAME),
        (ClusterKind.HOUR, 1000, HoldReason.HOUR),
    ],
)
def test_the_first_over_the_limit_is_held(kind: ClusterKind, limit: int, reason: HoldReason) -> None:
    assert find_bursts(LIMITS, {kind: limit}) == []
    assert find_bursts(LIMITS, {kind: limit + 1}) == [reason]


def test_a_form_may_have_several_reasons() -> None:
    counts = {ClusterKind.NETWORK: 41, ClusterKind.NAME: 21, ClusterKind.DOMAIN: 3}
    assert find_bursts(LIMITS, counts) == [HoldReason.NETWORK, HoldReason.NAME]


@pytest.mark.parametrize(
    ("kind", "usual"), [(ClusterKind.NETWORK, 500), (ClusterKind.DOMAIN, 1000), (ClusterKind.NAME, 100)]
)
def test_a_common_name_and_a_large_carrier_are_usual_where_thousands_sign(kind: ClusterKind, usual: int) -> None:
    limits = BurstLimits(network=40, domain=100, name=20)
    assert find_bursts(limits, {kind: usual, ClusterKind.HOUR: 10_000}) == []
    assert find_bursts(limits, {kind: usual + 1, ClusterKind.HOUR: 10_000}) == [HoldReason(kind.value)]


def test_nobody_is_held_for_a_country_nor_without_limits() -> None:
    assert find_bursts(LIMITS, {ClusterKind.COUNTRY: 10**6, ClusterKind.PETITION: 10**6}) == []
    assert find_bursts(BurstLimits(), dict.fromkeys(ClusterKind, 10**6)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Test User 17", "test user 4"),
        ("Ada Lovelace", "ÁDA  LOVELACE"),
        ("علي رضایی", "علی رضایی"),
        ("سارا ۱۲", "سارا 7"),
        ("bot1a2", "bot33a44"),
    ],
)
def test_names_of_one_pattern(one: str, other: str) -> None:
    assert name_pattern(one) == name_pattern(other)


@pytest.mark.parametrize(("one", "other"), [("Ada Lovelace", "Ada Lovelock"), ("Ada 1 B", "Ada B"), ("سارا", "زهرا")])
def test_names_of_two_patterns(one: str, other: str) -> None:
    assert name_pattern(one) != name_pattern(other)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("Test User 17", "Aa Aa 9"), ("ada", "a"), ("O'Neil-Smith", "A-Aa-Aa"), ("سارا ۱۲", "a 9"), ("  A  ", "A")],
)
def test_the_shape_of_a_name_says_nobodys(name: str, shape: str) -> None:
    assert name_shape(name) == shape

"""Where we may call, what an answer means, when to try again and when to give up. Pure."""

from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

ADDRESS_LENGTH: Final = 500
WEBHOOKS_AT_MOST: Final = 10
FAILURES_AT_MOST: Final = 40
"""So many failed tries one after another, of whichever calls, and a webhook is disabled."""
PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=20),
)
"""Before each further try (Standard Webhooks recommends such a schedule): the last is not quite three days on."""
KEPT_DAYS: Final = 30
"""How long the log of calls is kept."""

_TRANSLATING: Final = ip_network("64:ff9b::/96")
_TRANSLATING_LOCALLY: Final = ip_network("64:ff9b:1::/48")
_NEVER: Final = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "100::/64", "2001::/23")))
"""Special ones (IANA's registries) that not every Python counts as such; a cloud answers at 192.0.0.192."""
_GONE: Final = 410
_SUCCESS: Final = range(200, 300)


class AddressFault(StrEnum):
    """Why we do not call an address."""

    NO_ADDRESS = "no_address"
    NOT_HTTPS = "not_https"
    HAS_PASSWORD = "has_password"  # noqa: S105 - no password
    HAS_FRAGMENT = "has_fragment"
    NOT_PUBLIC = "not_public"
    TOO_LONG = "too_long"


class Outcome(StrEnum):
    """What one try came to."""

    TAKEN = "taken"
    AGAIN = "again"
    GIVEN_UP = "given_up"
    UNWANTED = "unwanted"
    """The other side says, with 410, that it is gone for good."""


def find_fault(address: str, *, loopback_too: bool) -> AddressFault | None:
    """Return what is wrong with an address as a webhook, or None. ``loopback_too`` is for development alone.

    A name is judged again, by what it resolves to, whenever it is called (``may_connect``).
    """
    if len(address) > ADDRESS_LENGTH:
        return AddressFault.TOO_LONG
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return AddressFault.NO_ADDRESS
    if not host or not address.isascii() or any(each <= " " for each in address):
        return AddressFault.NO_ADDRESS
    return _find_fault(parts, host, loopback_too=loopback_too)


def _find_fault(parts: SplitResult, host: str, *, loopback_too: bool) -> AddressFault | None:
    is_loopback = host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
    if parts.scheme != "https" and not (loopback_too and parts.scheme == "http" and is_loopback):
        return AddressFault.NOT_HTTPS
    if parts.username is not None or parts.password is not None:
        return AddressFault.HAS_PASSWORD
    if parts.fragment:
        return AddressFault.HAS_FRAGMENT
    if is_loopback or host.endswith((".localhost", ".local", ".internal", ".onion")):
        return None if loopback_too and is_loopback else AddressFault.NOT_PUBLIC
    return AddressFault.NOT_PUBLIC if _is_address(host) and not may_connect(host, loopback_too=loopback_too) else None


def may_connect(address: str, *, loopback_too: bool) -> bool:
    """Whether a resolved address may be connected to: only what the whole internet can reach.

    Private, link-local (where clouds answer with passwords), shared, loopback, reserved and multicast ones are ours
    or our neighbours'. Addresses that carry another inside are judged by that.
    """
    ip = ip_address(address.partition("%")[0])
    if loopback_too and ip.is_loopback:
        return True
    return all(_is_everybodys(each) for each in _meant(ip))


def _is_everybodys(ip: IPv4Address | IPv6Address) -> bool:
    is_special = ip.is_multicast or ip.is_reserved or any(ip in network for network in _NEVER)
    return ip.is_global and not is_special


def _meant(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, and those that a gateway would reach by it: mapped, 6to4, Teredo, NAT64."""
    if isinstance(ip, IPv4Address):
        return [ip]
    carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    inner: list[IPv4Address | IPv6Address] = [each for each in carried if each is not None]
    if ip in _TRANSLATING:
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    if ip in _TRANSLATING_LOCALLY:
        return [IPv4Address(0)]
    return [*inner] if ip.ipv4_mapped else [ip, *inner]


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def judge(status: int | None, *, attempts: int) -> Outcome:
    """Judge an answer to the try number ``attempts``; no status where none came. A redirect is no yes."""
    if status in _SUCCESS:
        return Outcome.TAKEN
    if status == _GONE:
        return Outcome.UNWANTED
    return Outcome.AGAIN if attempts <= len(PAUSES) else Outcome.GIVEN_UP


def pause_after(attempts: int, *, jitter: float) -> timedelta:
    """Return the pause after the failed try number ``attempts`` (1, 2, …), shortened by up to a fifth by ``jitter``."""
    return PAUSES[attempts - 1] * (1 - 0.2 * jitter)

"""Mail addresses: which two are one mailbox for certain, which are likely one person, which are slips. Pure.

Two questions, two answers. ``mailbox`` says who *is the holder*: it joins spellings only where the provider
guarantees that they reach the same person, for it opens private pages. ``canonical`` says who *counts once*: it
joins more, so that nobody votes twice with tags, and may join two people. What ``mailbox`` joins, ``canonical`` does.
"""

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import idna


@dataclass(frozen=True)
class _Provider:
    """What is the same mailbox at a provider. ``+`` begins a tag at all of them."""

    domain: str
    """Its one name for several domains on which a user name belongs to one person."""
    ignores: str = ""
    """Characters of a user name that it passes over."""
    dash_for_dot: bool = False


_PROVIDERS: Final = {
    "gmail.com": _Provider("gmail.com", ignores="."),
    "googlemail.com": _Provider("gmail.com", ignores="."),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _Provider("icloud.com")),
    **dict.fromkeys(
        ("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz"),
        _Provider("yandex.ru", dash_for_dot=True),
    ),
    **{
        name: _Provider(name, ignores=".-_") for name in ("proton.me", "protonmail.com", "protonmail.ch", "pm.me")
    },
    **{
        name: _Provider(name)
        for name in ("outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr",
                     "hotmail.it", "live.de", "live.fr", "outlook.de", "outlook.fr", "fastmail.com", "fastmail.fm")
    },
}  # fmt: skip
"""What the providers say themselves: Google, "Dots don't matter in Gmail addresses" and "googlemail.com"; Apple,
"iCloud Mail addresses" (@mac.com and @me.com have @icloud.com) and its plus addressing; Yandex ID, "Email aliases"
(one user name on all Yandex domains; dots and hyphens are interchangeable in it); Proton, "Addresses and aliases"
(``+``) and its support on dots, hyphens and underscores; Microsoft, "Add or remove an email alias" (``+``); Fastmail,
"Plus addressing and subdomain addressing". Proton does not promise that a name belongs to one person on all its
domains: those count once, but do not open each other's page."""
_SUBDOMAINS: Final = ("fastmail.com", "fastmail.fm")
"""Where ``anything@user.domain`` reaches ``user@domain``."""
_COUNTED_AS: Final = dict.fromkeys(("protonmail.com", "protonmail.ch", "pm.me"), "proton.me")
_YAHOO: Final = frozenset({"ymail.com", "rocketmail.com", "myyahoo.com"})
"""With every ``yahoo.*``. A disposable address is a base name, ``-``, a word (Yahoo, "Disposable addresses"). The base
name is not the user name, so it does not say who the holder is."""
_COMMON_DOMAINS: Final = (
    "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "proton.me", "protonmail.com",
    "gmx.de", "gmx.net", "web.de", "posteo.de", "t-online.de", "hotmail.fr", "orange.fr", "free.fr", "laposte.net",
    "live.com", "aol.com", "fastmail.com", "hotmail.co.uk", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "mail.ru",
    "gmx.com", "gmx.at", "gmx.ch", "mail.com", "ymail.com", "rocketmail.com", "mail.de", "live.de", "live.fr",
    "yandex.ru", "tutanota.com", "tuta.com", "riseup.net", "libero.it", "hotmail.it",
)  # fmt: skip
_NEAR: Final = 0.84
"""How alike two domains are (difflib's ratio) when one is likely a typing error for the other."""


def mailbox(address: str) -> str:
    """Return the one form of all spellings that are the same mailbox for certain.

    Upper and lower case are one, as are the two ways to write a domain (IDNA 2008: ``straße.de`` is not
    ``strasse.de``). In the user name nothing but NFC: look-alikes and ligatures are other people, joiners stay.
    """
    local, _, domain = address.strip().rpartition("@")
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).lower())
    local, domain = _out_of_subdomain(local, ascii_domain(domain))
    provider = _PROVIDERS.get(domain)
    if provider is None:
        return f"{local}@{domain}"
    local = _before(local, "+")
    plain = local.translate(dict.fromkeys(map(ord, provider.ignores)))
    local = (plain or local).replace(".", "-") if provider.dash_for_dot else plain or local
    return f"{local}@{provider.domain}"


def canonical(address: str) -> str:
    """Return the one form of all spellings that count as one person.

    To what is the same mailbox it adds tags: ``+`` everywhere, ``-`` at Yahoo.
    """
    local, _, domain = mailbox(address).rpartition("@")
    local = _before(local, "+")
    parent = domain.partition(".")[2]
    if parent in _SUBDOMAINS:
        local, domain = domain.partition(".")[0].replace("-", "_"), parent
    if domain in _YAHOO or domain.startswith("yahoo."):
        local = _before(local, "-")
    return f"{local}@{_COUNTED_AS.get(domain, domain)}"


def untagged(address: str) -> str:
    """Return the mailbox without what follows ``+``. Who holds that may refuse mail for all its tags."""
    local, _, domain = mailbox(address).rpartition("@")
    return f"{_before(local, '+')}@{domain}"


def deliverable(address: str) -> str:
    """Return the address as mail servers get it: exactly the mailbox that was looked at, whatever they make of Unicode.

    A server that still maps domains by the rules of 2003 would carry a letter for ``straße.de`` to ``strasse.de``.
    """
    local, _, domain = address.strip().rpartition("@")
    return f"{unicodedata.normalize('NFC', local)}@{ascii_domain(domain)}"


def ascii_domain(domain: str) -> str:
    """Return a domain in lower case and ASCII (IDNA 2008, UTS 46 non-transitional); one that has no such form stays."""
    bare = domain.lower().rstrip(".")
    if bare.isascii():
        return bare
    try:
        return idna.encode(bare, uts46=True).decode("ascii").rstrip(".")
    except idna.IDNAError:
        return bare


def _out_of_subdomain(local: str, domain: str) -> tuple[str, str]:
    """Undo Fastmail's ``anything@user.domain``. A dash there may stand for an underscore: then nothing is certain."""
    user, _, parent = domain.partition(".")
    return (user, parent) if parent in _SUBDOMAINS and "-" not in user else (local, domain)


def _before(local: str, mark: str) -> str:
    return local.split(mark, 1)[0] or local


def is_common_domain(domain: str) -> bool:
    """Whether this is a well-known provider's: its name says nothing of anybody, and many of one hour no more."""
    return domain in _COMMON_DOMAINS or domain in _PROVIDERS


def suggest(address: str) -> str | None:
    """Return the address with a well-known domain in place of one that is nearly it, or None."""
    local, _, domain = address.strip().rpartition("@")
    domain = domain.lower()
    if not local or domain in _COMMON_DOMAINS or domain in _PROVIDERS:
        return None
    near = get_close_matches(domain, _list_likely(domain), n=1, cutoff=_NEAR)
    return f"{local}@{near[0]}" if near else None


def _list_likely(domain: str) -> list[str]:
    """Return the domains that can be near at all: every letter that only one of two has lowers their likeness."""
    letters, length, allowed = _letters(domain), len(domain), 1 - _NEAR
    return [
        common
        for common, its_length, its_letters in _LETTERS
        if (letters ^ its_letters).bit_count() <= allowed * (length + its_length)
    ]


def _letters(domain: str) -> int:
    """Return the letters as bits; two that share a bit only make a domain look nearer than it is."""
    bits = 0
    for letter in domain:
        bits |= 1 << (ord(letter) & 63)
    return bits


_LETTERS: Final = [(domain, len(domain), _letters(domain)) for domain in _COMMON_DOMAINS]

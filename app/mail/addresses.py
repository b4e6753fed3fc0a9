"""Mail addresses: which two are one person, and which are likely typing errors. Pure."""

import unicodedata
from difflib import get_close_matches
from typing import Final

_IGNORES_DOTS: Final = frozenset({"gmail.com"})
_SAME_DOMAIN: Final = {
    "googlemail.com": "gmail.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
_TAG_MARKS: Final = {"yahoo.com": "-"}
_COMMON_DOMAINS: Final = (
    "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "proton.me", "protonmail.com",
    "gmx.de", "gmx.net", "web.de", "posteo.de", "t-online.de", "hotmail.fr", "orange.fr", "free.fr", "laposte.net",
    "live.com", "aol.com", "fastmail.com", "hotmail.co.uk", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "mail.ru",
    "gmx.com", "gmx.at", "gmx.ch", "mail.com", "ymail.com", "rocketmail.com", "mail.de", "live.de", "live.fr",
    "yandex.ru", "tutanota.com", "tuta.com", "riseup.net", "libero.it", "hotmail.it",
)  # fmt: skip
_NEAR: Final = 0.84
"""How alike two domains are (difflib's ratio) when one is likely a typing error for the other."""


def canonical(address: str) -> str:
    """Return the one form of all spellings that reach the same mailbox.

    Upper and lower case are one. What follows ``+`` is a tag at the providers most people use, and a
    label elsewhere too; Gmail passes over dots; some domains are names of another.
    """
    local, _, domain = unicodedata.normalize("NFKC", address).strip().lower().rpartition("@")
    domain = _SAME_DOMAIN.get(ascii_domain(domain), ascii_domain(domain))
    local = local.split("+", 1)[0] or local
    if mark := _TAG_MARKS.get(domain):
        local = local.split(mark, 1)[0] or local
    if domain in _IGNORES_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def ascii_domain(domain: str) -> str:
    """Return a domain in its ASCII form (IDNA); one that has none stays as it is."""
    try:
        return domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def suggest(address: str) -> str | None:
    """Return the address with a well-known domain in place of one that is nearly it, or None."""
    local, _, domain = address.strip().rpartition("@")
    domain = domain.lower()
    if not local or domain in _COMMON_DOMAINS or domain in _SAME_DOMAIN:
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

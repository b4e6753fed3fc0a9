"""Invented people who sign: no two with the same address, names in several scripts, reserved domains only."""

import itertools
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

_GIVEN: Final = ("Ana", "Björn", "Chloé", "Dilnoza", "Emeka", "Фёдор", "غزل", "Hoa", "İpek", "ジュン", "Κώστας", "ليلى")
_FAMILY: Final = ("Abara", "Bianchi", "Çelik", "Dubois", "Eriksson", "Фомин", "گلستان", "Huỳnh", "Ionescu", "حداد")
_COUNTRIES: Final = ("DE", "FR", "GB", "SE", "IT", "CA", "", "NL", "TR", "US", "")
_COMMENTS: Final = ("", "", "", "Let her daughter visit her.", "I stand with her family, and with all who ask.", "")
_SHOWN: Final = ("no", "no", "no", "initials", "full")
_DOMAINS: Final = ("example.org", "example.com", "example.net", "mail.example.org", "post.example.net")


def iter_bodies() -> Iterator[str]:
    """Iterate without end over filled forms as a browser sends them: an unticked box is absent."""
    for number in itertools.count():
        form = {
            "name": f"{_turn(_GIVEN, number)} {_turn(_FAMILY, number // 5)}",
            "email": f"person.{number}@{_turn(_DOMAINS, number)}",
            "country": _turn(_COUNTRIES, number),
            "comment": _turn(_COMMENTS, number),
            "show_name": _turn(_SHOWN, number),
        }
        for choice, every in (("deliver_name", 3), ("updates", 4)):
            if number % every == 0:
                form[choice] = "y"
        yield urlencode(form)


def iter_names() -> Iterator[str]:
    """Iterate without end over names alone."""
    for number in itertools.count():
        yield f"{_turn(_GIVEN, number)} {_turn(_FAMILY, number // 5)}"


def _turn(values: tuple[str, ...], number: int) -> str:
    return values[number % len(values)]

"""One line of a sheet, as typed or read from a file, made into a person or refused with a reason. Pure."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec
from babel import Locale

from app.core.folding import fold
from app.core.languages import LANGUAGES
from app.core.text import has_control_characters, tidy
from app.paper.columns import Role
from app.paper.states import LineReason
from app.signatures.complaints import COUNTRIES, complain_of_email, complain_of_name, tidy_email

TYPED_ROLES: Final = (Role.NAME, Role.COUNTRY, Role.EMAIL)
"""The columns of the page on which lines are typed."""
_FORMULA_MARKS: Final = tuple("=+-@＝＋－＠")
_ALSO_CALLED: Final = {
    "usa": "US", "united states of america": "US", "america": "US", "uk": "GB", "great britain": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "holland": "NL", "islamic republic of iran": "IR",
    "uae": "AE", "brd": "DE", "ee uu": "US", "آمریکا": "US", "امریکا": "US", "انگلستان": "GB", "انگلیس": "GB",
}  # fmt: skip


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A person on a sheet. ``country`` is ISO 3166 alpha-2 or empty, ``email`` may be empty."""

    name: str
    country: str
    email: str


def read_line(cells: Sequence[str], roles: Sequence[Role]) -> Line | LineReason:
    """Return the person of a line, or why there is none."""
    if len(cells) < len(roles) or any(cell.strip() for cell in cells[len(roles) :]):
        return LineReason.WRONG_COLUMNS
    given = {role: cell for role, cell in zip(roles, cells, strict=False) if role is not Role.IGNORED}
    if any(is_formula(cell) for role, cell in given.items() if role is not Role.EMAIL):
        return LineReason.FORMULA
    raw = given.get(Role.NAME) or f"{given.get(Role.GIVEN, '')} {given.get(Role.FAMILY, '')}"
    name = raw if has_control_characters(raw.strip()) else tidy(raw)
    country, email = find_country(given.get(Role.COUNTRY, "")), tidy_email(given.get(Role.EMAIL, ""))
    if (complaint := complain_of_name(name)) is not None:
        return LineReason(complaint.value)
    if country is None:
        return LineReason.COUNTRY_UNKNOWN
    if email and complain_of_email(email) is not None:
        return LineReason.EMAIL_WRONG
    return Line(name=name, country=country, email=email)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula, also one that another program made harmless."""
    return cell.strip().lstrip("'\u2019").startswith(_FORMULA_MARKS) and len(cell.strip()) > 1


def find_country(typed: str) -> str | None:
    """Return a country by its code or its name in any language of the site; empty where none is given, else None."""
    if not typed.strip():
        return ""
    code = typed.strip().upper()
    if code in COUNTRIES:
        return code
    return _countries().get(fold(typed))


@cache
def _countries() -> dict[str, str]:
    names = {
        fold(name): code
        for language in reversed(LANGUAGES)
        for code, name in Locale.parse(language).territories.items()
        if code in COUNTRIES
    }
    return names | {fold(name): code for name, code in _ALSO_CALLED.items()}

"""Which column of a table holds what: guessed by its header in the languages people write them in. Pure."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from app.core.folding import fold
from app.paper.errors import TableComplaint, TableRefused


class Role(StrEnum):
    """What a column holds."""

    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    COUNTRY = "country"
    EMAIL = "email"
    IGNORED = "ignored"


_HEADERS: Final[dict[Role, str]] = {
    Role.NAME: """name, full name, fullname, your name, signatory, signer, first and last name, name and surname,
        نام, نام کامل, نام و نام خانوادگی, نام خانوادگی و نام, امضاکننده, nom complet, nom et prénom, nom prénom,
        prénom et nom, signataire, vollständiger name, vor- und nachname, vorname und nachname, name vorname,
        nombre completo, nombre y apellidos, nombre y apellido, apellidos y nombre, firmante,
        الاسم, الاسم الكامل, الاسم واللقب, اسم, الموقع""",
    Role.GIVEN: """first name, firstname, given name, given names, forename, نام کوچک, prénom, prénoms, prenom,
        vorname, vornamen, nombre, nombres, الاسم الأول, الاسم الشخصي""",
    Role.FAMILY: """last name, lastname, surname, family name, نام خانوادگی, فامیل, nom, nom de famille,
        nachname, familienname, apellido, apellidos, اسم العائلة, اللقب, الكنية""",
    Role.COUNTRY: """country, country code, country of residence, land, staat, کشور, کشور محل زندگی, pays,
        pays de résidence, país, pais, país de residencia, البلد, الدولة, بلد الإقامة, wohnland""",
    Role.EMAIL: """email, e-mail, mail, email address, e-mail address, mail address, ایمیل, نشانی ایمیل, رایانامه,
        پست الکترونیک, پست الکترونیکی, courriel, adresse e-mail, adresse électronique, adresse mail, e-mail-adresse,
        mailadresse, correo, correo electrónico, dirección de correo, البريد, البريد الإلكتروني, الايميل, بريد إلكتروني,
        email optional, ایمیل اختیاری, e mail facultatif, e mail freiwillig, correo opcional, البريد اختياري""",
}
"""``nom`` and ``nombre`` alone are the whole name: see ``guess_roles``."""
_KNOWN: Final = {fold(header): role for role, headers in _HEADERS.items() for header in headers.split(",")}


def guess_roles(headers: Sequence[str]) -> list[Role]:
    """Return what each column likely holds.

    A given name without a family name beside it, or the other way round, is the whole name; a name beside a family
    name is the given one.
    """
    roles = [_KNOWN.get(fold(header), Role.IGNORED) for header in headers]
    parts = {Role.NAME, Role.GIVEN, Role.FAMILY} & set(roles)
    if parts == {Role.NAME, Role.FAMILY}:
        return [Role.GIVEN if role is Role.NAME else role for role in roles]
    if len(parts) == 1:
        return [Role.NAME if role in parts else role for role in roles]
    return roles


def has_name(roles: Sequence[Role]) -> bool:
    """Whether a name can be made of these columns."""
    return Role.NAME in roles or Role.FAMILY in roles or Role.GIVEN in roles


def check_roles(roles: Sequence[Role], *, columns: int) -> None:
    """Raise TableRefused where nothing, or not one thing, can be made of these columns."""
    if len(roles) != columns:
        raise TableRefused(TableComplaint.ROLES_MISSING)
    if not has_name(roles):
        raise TableRefused(TableComplaint.NO_NAME)
    if Role.NAME in roles and {Role.GIVEN, Role.FAMILY} & set(roles):
        raise TableRefused(TableComplaint.NAME_TWICE)
    if any(count > 1 for role, count in Counter(roles).items() if role is not Role.IGNORED):
        raise TableRefused(TableComplaint.ROLE_TWICE)

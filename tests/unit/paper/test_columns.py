"""Columns are known by their headers in six languages, and nothing is made of those that contradict each other."""

import pytest

from app.paper.columns import Role, check_roles, guess_roles
from app.paper.errors import TableComplaint, TableRefused

N, G, F, C, E, I = Role.NAME, Role.GIVEN, Role.FAMILY, Role.COUNTRY, Role.EMAIL, Role.IGNORED  # noqa: E741


@pytest.mark.parametrize(
    ("headers", "roles"),
    [
        ("Name;Country;Email", [N, C, E]),
        ("full NAME;E-mail;Signature", [N, E, I]),
        ("First name;Last name;Country", [G, F, C]),
        ("Vorname;Nachname;Land;E-Mail", [G, F, C, E]),
        ("Name;Vorname;Land", [N, G, C]),
        ("Nom;Prénom;Pays;Courriel", [F, G, C, E]),
        ("NOM;PAYS", [N, C]),
        ("Nombre;Apellidos;País;Correo electrónico", [G, F, C, E]),
        ("Nombre;Pais", [N, C]),
        ("نام;نام خانوادگی;کشور;ایمیل", [G, F, C, E]),
        ("نام و نام خانوادگی;کشور;رایانامه", [N, C, E]),
        ("نام;كشور", [N, C]),
        ("الاسم;البلد;البريد الإلكتروني", [N, C, E]),
        ("No.;Name;Country;Email (optional);Signature", [I, N, C, E, I]),
        ("شماره;نام;کشور;ایمیل (اختیاری);امضا", [I, N, C, E, I]),
        ("Telefon;Adresse", [I, I]),
    ],
)
def test_a_header_is_known_in_every_language(headers: str, roles: list[Role]) -> None:
    assert guess_roles(headers.split(";")) == roles


@pytest.mark.parametrize("roles", [[N], [N, C, E], [G, F], [F, C], [G, I, I]])
def test_roles_that_make_a_person_are_taken(roles: list[Role]) -> None:
    check_roles(roles, columns=len(roles))


@pytest.mark.parametrize(
    ("roles", "columns", "complaint"),
    [
        ([C, E], 2, TableComplaint.NO_NAME),
        ([I, I], 2, TableComplaint.NO_NAME),
        ([N, F], 2, TableComplaint.NAME_TWICE),
        ([N, N], 2, TableComplaint.ROLE_TWICE),
        ([N, E, E], 3, TableComplaint.ROLE_TWICE),
        ([N], 2, TableComplaint.ROLES_MISSING),
        ([N, C, E], 2, TableComplaint.ROLES_MISSING),
    ],
)
def test_roles_that_contradict_each_other_are_refused(
    roles: list[Role], columns: int, complaint: TableComplaint
) -> None:
    with pytest.raises(TableRefused) as refused:
        check_roles(roles, columns=columns)
    assert refused.value.complaint is complaint

"""The database's login roles, one for each kind of process (architecture: two web processes, two roles)."""

from collections.abc import Mapping
from typing import Any, Final

from psycopg import Connection, sql

LOGIN_ROLES: Final = ("vigil_owner", "vigil_public", "vigil_console", "vigil_worker")
"""The owner of every table, who migrates; then the public web, the consoles and the workers."""

EXTENSIONS: Final = ("pg_trgm", "unaccent")


def create_roles(connection: Connection[Any], database: str, *, passwords: Mapping[str, str] | None = None) -> None:
    """Make sure of the four roles, of ``database`` and of who may connect to it; safe to repeat.

    ``connection`` is in autocommit and leads to any database of the server. Its user needs CREATEROLE alone
    when ``database`` exists and is its own (a managed server), CREATEDB as well when it is to be created.
    ``passwords`` sets those of the roles it names; they leave here as SCRAM verifiers, so that no server log
    sees them.
    """
    for role in LOGIN_ROLES:
        _create_role(connection, role)
    for role, password in (passwords or {}).items():
        _set_password(connection, role, password)
    _create_database(connection, database)


def create_extensions(connection: Connection[Any]) -> None:
    """Create what search needs in the database ``connection`` leads to, and let the owner build there."""
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    owner = sql.Identifier(LOGIN_ROLES[0])
    connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(owner))


def _create_role(connection: Connection[Any], role: str) -> None:
    name = sql.Identifier(role)
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(name))
    # Whoever is no superuser must be a member to give the role a database or to act as it with SET ROLE.
    may_act = connection.execute("SELECT pg_has_role(current_user, %s, 'SET')", [role]).fetchone()
    if may_act is None or not may_act[0]:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH SET TRUE").format(name))


def _set_password(connection: Connection[Any], role: str, password: str) -> None:
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)))


def _create_database(connection: Connection[Any], database: str) -> None:
    name, owner = sql.Identifier(database), sql.Identifier(LOGIN_ROLES[0])
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT ALL ON DATABASE {} TO {}").format(name, owner))
    others = sql.SQL(", ").join(map(sql.Identifier, LOGIN_ROLES[1:]))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, others))

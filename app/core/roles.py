"""The database's login roles, one for each kind of process, and what a fresh server lets everybody do.

Every login may ask a PostgreSQL how many rows were written to a table it cannot read. Whoever posts a form under
somebody's address and compares the counters before and after would learn whether that person has signed.
"""

from collections.abc import Mapping
from typing import Any, Final

from psycopg import Connection, sql

LOGIN_ROLES: Final = ("vigil_owner", "vigil_public", "vigil_console", "vigil_worker")
"""The owner of every table, who migrates; then the public web, the consoles and the workers."""

CONNECTIONS: Final = {"vigil_owner": 20, "vigil_public": 80, "vigil_console": 20, "vigil_worker": 60}
"""How many connections a role may hold, so that one that was taken over starves nobody else. A ``statement_timeout``
cannot be forced in the same way: whoever is logged in may set his own."""

EXTENSIONS: Final = ("pg_trgm", "unaccent")
_TELLING: Final = (
    r"pg\_stat\_%", r"pg\_%\_size", r"pg\_current\_wal%", r"pg\_current\_xact%",
    r"pg\_current\_snapshot", r"pg\_last\_%", r"pg\_control\_%", r"pg\_lock\_status", r"pg\_%blocking\_pids",
    r"pg\_export\_snapshot", r"pg\_logical\_emit\_message", r"txid\_current%", r"pg\_isolation\_test%",
    r"pg\_xact\_status", r"txid\_status",
)  # fmt: skip
"""Counters, sizes, the log's position, transaction numbers, locks: by name, as LIKE patterns."""
_LENDING: Final = (r"pg\_advisory%", r"pg\_try\_advisory%", r"lo\_%", "loread", "lowrite")
"""Locks that could stop the workers, and a place to store what nobody looks for."""
_OPEN: Final = """
SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname LIKE ANY (%s)
  AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))
ORDER BY 1
"""
_LOCKS: Final = r"pg\_advisory\_xact\_lock"


def create_roles(connection: Connection[Any], database: str, *, passwords: Mapping[str, str] | None = None) -> None:
    """Make sure of the four roles, of ``database`` and of who may connect to it; safe to repeat.

    ``connection`` is in autocommit and leads to any database of the server. Its user needs CREATEROLE alone
    when ``database`` exists and is its own (a managed server), CREATEDB as well when it is to be created.
    ``passwords`` sets those of the roles it names; they leave here as SCRAM verifiers, so that no server log
    sees them.
    """
    for role in LOGIN_ROLES:
        _create_role(connection, role)
        _limit_connections(connection, role)
    for role, password in (passwords or {}).items():
        _set_password(connection, role, password)
    _create_database(connection, database)
    _close_other_databases(connection)


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


def _limit_connections(connection: Connection[Any], role: str) -> None:
    limit = sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}")
    connection.execute(limit.format(sql.Identifier(role), sql.Literal(CONNECTIONS[role])))


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


def _close_other_databases(connection: Connection[Any]) -> None:
    """Keep the roles out of the databases that come with a server, where everybody may build by default.

    Only their owner can; on a managed server this is a warning and no more.
    """
    for database in ("postgres", "template1"):
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is not None:
            revoke = sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC")
            connection.execute(revoke.format(sql.Identifier(database)))


def close_catalogue(connection: Connection[Any]) -> list[str]:
    """Take from PUBLIC what tells and lends, in the database ``connection`` leads to; safe to repeat.

    The owner keeps it all, the workers get the locks, the consoles those that end with their transaction (the
    audit's chain). Returns the functions that stay open: all of them where the user is not the server's own
    superuser, as on most managed servers.
    """
    still_open = list_open(connection)
    if still_open:
        functions = sql.SQL(", ").join(map(sql.SQL, still_open))
        connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(functions))
    if list_open(connection) == still_open:
        return still_open
    _grant(connection, [*_TELLING, *_LENDING], "vigil_owner")
    _grant(connection, list(_LENDING[:2]), "vigil_worker")
    _grant(connection, [_LOCKS], "vigil_console")
    return list_open(connection)


def list_open(connection: Connection[Any]) -> list[str]:
    """Return the functions of these kinds that everybody may call."""
    return [name for (name,) in connection.execute(_OPEN, [[*_TELLING, *_LENDING]])]


def _grant(connection: Connection[Any], patterns: list[str], role: str) -> None:
    """Grant what is not for superusers alone by default: those have a privilege of their own in the catalogue."""
    found = connection.execute(
        "SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p LEFT JOIN pg_catalog.pg_init_privs i"
        " ON i.objoid = p.oid AND i.classoid = 'pg_catalog.pg_proc'::regclass"
        " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname LIKE ANY (%s) AND i.objoid IS NULL",
        [patterns],
    )
    if names := [name for (name,) in found]:
        functions = sql.SQL(", ").join(map(sql.SQL, names))
        grant = sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}")
        connection.execute(grant.format(functions, sql.Identifier(role)))

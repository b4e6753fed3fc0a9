"""The database's tables between tests: emptied, or filled again with what one test has already loaded."""

from typing import Any, Final

import psycopg

_TABLES: Final = """
SELECT c.oid::regclass::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname IN ('vigil', 'published') AND c.relkind = 'r'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.oid
"""


class Tables:
    """Every table, as the superuser and past the triggers that refuse to empty one.

    By functions of its connection, whose plans stay: planned anew for each test they took a tenth of the suite's time.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connect()

    def empty(self) -> None:
        """Empty them all, on another connection where a test has ended this one."""
        try:
            self._connection.execute("SELECT pg_temp.empty_all()")
        except psycopg.OperationalError:
            self.close()
            self._connect()
            self._connection.execute("SELECT pg_temp.empty_all()")

    def keep(self) -> None:
        """Remember every row that is committed now."""
        steps = []
        for number, (name, columns) in enumerate(self._tables):
            kept = self._connection.execute(f"CREATE TEMP TABLE kept_{number} AS SELECT {columns} FROM {name}")
            if kept.rowcount:
                rows = f"SELECT {columns} FROM pg_temp.kept_{number}"
                steps.append(f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE {rows}")
        self._define("fill_all", steps)
        self.has_kept = True

    def fill(self) -> None:
        """Put the kept rows back into empty tables."""
        self._connection.execute("SELECT pg_temp.fill_all()")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _connect(self) -> None:
        options = "-c session_replication_role=replica -c lock_timeout=5s"
        self._connection: psycopg.Connection[Any] = psycopg.connect(self._url, autocommit=True, options=options)
        self.has_kept = False
        self._tables = self._connection.execute(_TABLES).fetchall()
        self._define("empty_all", [f"DELETE FROM {name}" for name, _columns in self._tables])

    def _define(self, name: str, steps: list[str]) -> None:
        body = "".join(f"{step}; " for step in steps)
        self._connection.execute(
            f"CREATE FUNCTION pg_temp.{name}() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )

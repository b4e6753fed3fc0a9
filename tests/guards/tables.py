"""Every table of the database as it stands: its rows' fingerprint, and all that can be read in it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('vigil', 'published') AND c.relkind = 'r' ORDER BY 1
"""


def fingerprints(session: Session) -> dict[str, str]:
    """Return a hash of each table: of its rows, of where they lie and of who wrote them last."""
    session.rollback()
    row = "each.ctid::text || each.xmin::text || each::text"
    query = f"SELECT md5(COALESCE(string_agg({row}, '|' ORDER BY each.ctid), '')) FROM {{}} each"
    return {table: session.scalar(text(query.format(table))) or "" for table in session.scalars(text(TABLES))}


def everything_stored(session: Session) -> bytes:
    """Return all rows of all tables in one piece: as text, and what is stored as bytes as those bytes."""
    session.rollback()
    content = bytearray()
    for table in session.scalars(text(TABLES)).all():
        for row in session.execute(text(f"SELECT * FROM {table}")):
            for value in row:
                content += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                content += b"\n"
    return bytes(content)

"""Which export a list that leaked came from: its marker rows are looked for, cell by cell."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import Keyring
from app.exports.markers import mark_of
from app.exports.models import ExportMarker

LONGEST_CELL: Final = 200
"""No name and no address is longer."""
_BETWEEN: Final = re.compile(r'[,;\t|"<>{}]')
"""What parts cells: of CSV, of JSON, of the tags of a workbook."""


def trace(session: Session, keyring: Keyring, lines: Iterable[str]) -> dict[UUID, int]:
    """Return how many markers of which exports stand in lines of text, the most first.

    A line is a name, an address, or a row of a table in CSV, JSON or XML. One name alone may be somebody's namesake;
    two of one export are none.
    """
    known = dict(session.execute(select(ExportMarker.fingerprint, ExportMarker.export_id)).all())
    found = {mark: known[mark] for cell in _cells(lines) if (mark := mark_of(cell, keyring.marker)) in known}
    return dict(Counter(found.values()).most_common())


def _cells(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        for cell in (line, *_BETWEEN.split(line)):
            plain = cell.strip().lstrip("'").strip()
            if 0 < len(plain) <= LONGEST_CELL:
                yield plain

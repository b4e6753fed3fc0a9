"""A file of lines as a table: its header and its rows, each with its number in the file. Pure."""

import csv
import io
from collections.abc import Iterator
from typing import Final

import msgspec

from app.paper.columns import Role, guess_roles, has_name
from app.paper.encodings import decode
from app.paper.errors import TableComplaint, TableRefused

TABLE_BYTES: Final = 5 << 20
MOST_LINES: Final = 20_000
MOST_COLUMNS: Final = 50
LONGEST_CELL: Final = 1_000
_SEPARATORS: Final = (";", ",", "\t", "|")

Row = tuple[int, list[str]]
"""The number of a line in its file, and its cells."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a file. Nothing of it is judged yet but its shape."""

    encoding: str
    separator: str
    headers: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """Read a CSV file. Raises TableRefused with what is wrong, and in which line."""
    if not content.strip():
        raise TableRefused(TableComplaint.EMPTY)
    if len(content) > TABLE_BYTES:
        raise TableRefused(TableComplaint.TOO_LARGE)
    text, encoding = decode(content)
    separator = _find_separator(text)
    rows = _read_rows(text, separator)
    _number, headers = next(rows, (0, []))
    if set(guess_roles(headers)) <= {Role.IGNORED}:
        raise TableRefused(TableComplaint.NO_HEADER, line=1)  # it may be a person: it is neither kept nor shown
    found = _bounded(rows)
    if not found:
        raise TableRefused(TableComplaint.NO_LINES)
    return Table(encoding=encoding, separator=separator, headers=[header.strip() for header in headers], rows=found)


def _find_separator(text: str) -> str:
    """The separator by which the first line has a name's column, or else the one that parts it most often."""
    head = next((line for line in text.splitlines() if line.strip()), "")

    def worth(separator: str) -> tuple[bool, int]:
        cells = next(csv.reader([head], delimiter=separator), [])
        return has_name(guess_roles(cells)), len(cells)

    return max(_SEPARATORS, key=worth)


def _read_rows(text: str, separator: str) -> Iterator[Row]:
    """Yield the rows that are not empty. A row may go over several lines: its number is that of its first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield before + 1, _checked(cells, line=before + 1)
            before = reader.line_num
    except csv.Error:
        raise TableRefused(TableComplaint.QUOTES, line=before + 1) from None


def _checked(cells: list[str], *, line: int) -> list[str]:
    if len(cells) > MOST_COLUMNS:
        raise TableRefused(TableComplaint.TOO_MANY_COLUMNS, line=line)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise TableRefused(TableComplaint.CELL_TOO_LONG, line=line)
    return cells


def _bounded(rows: Iterator[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if len(found) == MOST_LINES:
            raise TableRefused(TableComplaint.TOO_MANY_LINES)
        found.append(row)
    return found

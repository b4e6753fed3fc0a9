"""An export as a stream of bytes: rows in, blocks out, nothing kept and no file touched.

The same rows give the same bytes. A name is text, whatever it looks like: no cell is ever run by a spreadsheet.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from app.core.cells import formula_safe
from app.exports.parquet import ParquetFile
from app.exports.rules import NAMING, Column, Format
from app.exports.workbook import Workbook

Cells = Sequence[str]
_MARK: Final = "\ufeff"


class Sheet(Protocol):
    """A file that grows by rows. What each method returns are the next bytes of the file."""

    def begin(self) -> bytes:
        """Return what comes before the first row."""

    def add(self, rows: Sequence[Cells]) -> bytes:
        """Return some rows; it may hold back."""

    def end(self) -> bytes:
        """Return what comes after the last row."""

    def drop(self) -> None:
        """Let go of what is open: the file will not be ended."""


def open_sheet(form: Format, columns: Sequence[Column]) -> Sheet:
    """Return a file of this format with a head of these columns."""
    return _KINDS[form](columns)


class CsvFile:
    """UTF-8 with its mark, commas, CRLF (RFC 4180); names and addresses guarded against formulas."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._typed = [place for place, column in enumerate(columns) if column in NAMING]
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)

    def begin(self) -> bytes:
        """The mark and the head."""
        return (_MARK + self._written([[column.value for column in self._columns]])).encode()

    def add(self, rows: Sequence[Cells]) -> bytes:
        """Some lines."""
        if not self._typed or not rows:
            return self._written(rows).encode()
        columns = list(zip(*rows, strict=True))
        for place in self._typed:
            columns[place] = tuple(map(formula_safe, columns[place]))
        return self._written(zip(*columns, strict=True)).encode()

    def end(self) -> bytes:
        """Nothing follows."""
        return b""

    def drop(self) -> None:
        """Nothing is open."""

    def _written(self, rows: Iterable[Cells]) -> str:
        self._writer.writerows(rows)
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text


class JsonLines:
    """One object a line, UTF-8, keys as the columns are called."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._keys = [column.value for column in columns]
        self._encoder = msgspec.json.Encoder()

    def begin(self) -> bytes:
        """There is no head: every line says it."""
        return b""

    def add(self, rows: Sequence[Cells]) -> bytes:
        """Some lines."""
        return self._encoder.encode_lines([dict(zip(self._keys, cells, strict=True)) for cells in rows])

    def end(self) -> bytes:
        """Nothing follows."""
        return b""

    def drop(self) -> None:
        """Nothing is open."""


_KINDS: Final[Mapping[Format, Callable[[Sequence[Column]], Sheet]]] = {
    Format.CSV: CsvFile,
    Format.XLSX: Workbook,
    Format.JSON_LINES: JsonLines,
    Format.PARQUET: ParquetFile,
}

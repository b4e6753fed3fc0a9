"""The list of signatories as CSV and XLSX. A name is text, whatever it looks like."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

import xlsxwriter

from app.core.cells import formula_safe

COLUMNS: Final = ("row", "name", "country_code", "country")
ROWS_A_SHEET: Final = 1_000_000
"""Excel ends at 1,048,576 rows; a longer list goes on in the next sheet."""

Line = tuple[int, str, str, str]
"""Row number, name, alpha-2 code, name of the country."""


class CsvList:
    """Writes ``signatures.csv`` row by row: UTF-8 with BOM, commas, CRLF (RFC 4180)."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)

    def add(self, line: Line) -> None:
        """Write one row."""
        self._writer.writerow([line[0], *(formula_safe(cell) for cell in line[1:])])

    def __enter__(self) -> "CsvList":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class XlsxList:
    """Writes ``signatures.xlsx`` row by row; the clear text it keeps meanwhile stays in ``scratch``."""

    def __init__(self, path: Path, *, scratch: Path, created: datetime) -> None:
        options = {"constant_memory": True, "tmpdir": str(scratch)}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._written = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.set_column(1, 1, 42)
        self._sheet.set_column(3, 3, 28)
        self._sheet.freeze_panes(1, 0)
        self._write(0, COLUMNS, self._bold)

    def _write(self, row: int, cells: Sequence[str], form: object = None) -> None:
        for column, cell in enumerate(cells):
            self._sheet.write_string(row, column, cell, form)

    def add(self, line: Line) -> None:
        """Write one row, every cell as text."""
        if self._written and self._written % ROWS_A_SHEET == 0:
            self._begin_sheet()
        self._write(self._written % ROWS_A_SHEET + 1, [str(line[0]), *line[1:]])
        self._written += 1

    def __enter__(self) -> "XlsxList":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

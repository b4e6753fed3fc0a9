"""A workbook (XLSX, ECMA-376) written as it comes: every cell is text, and nothing waits in a file.

XlsxWriter cannot: it keeps what it was given in memory, or in clear in a temporary file.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Final

from app.exports.rules import Column

ROWS_A_SHEET: Final = 1_000_000
"""Excel ends at 1,048,576 rows; a longer list goes on in the next sheet."""
_LEVEL: Final = 1
"""Names hardly get smaller with more effort, and it takes three times as long."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KINDS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CELL: Final = '<c s="1" t="inlineStr"><is><t xml:space="preserve">'
_BETWEEN: Final = f"</t></is></c>{_CELL}"
_MARKS_BETWEEN: Final = _BETWEEN.count("<")
_HEAD_CELL: Final = _CELL.replace('s="1"', 's="2"')
_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/>'
    '<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0"'
    ' borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Workbook:
    """A file of sheets, each with the head; the parts that count the sheets come last, where a zip allows them."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._head = [column.value for column in columns]
        self._out = _Waiting()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._sheets = 0
        self._in_sheet = 0
        self._sheet: IO[bytes]

    def begin(self) -> bytes:
        """The first sheet up to its head."""
        self._begin_sheet()
        return self._out.take()

    def add(self, rows: Sequence[Sequence[str]]) -> bytes:
        """Some rows, compressed; what the compressor holds back comes later."""
        left = rows
        while left:
            if self._in_sheet == ROWS_A_SHEET:
                self._end_sheet()
                self._begin_sheet()
            now, left = left[: ROWS_A_SHEET - self._in_sheet], left[ROWS_A_SHEET - self._in_sheet :]
            self._sheet.write("".join(_row(cells) for cells in now).encode())
            self._in_sheet += len(now)
        return self._out.take()

    def end(self) -> bytes:
        """The rest of the last sheet, and what holds the workbook together."""
        self._end_sheet()
        for name, content in self._parts():
            with self._zip.open(name, "w") as part:  # by name alone it is dated 1980, always the same
                part.write(content.encode())
        self._zip.close()
        return self._out.take()

    def drop(self) -> None:
        """Close what zipfile would otherwise complain of."""
        self._sheet.close()
        self._zip.close()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._in_sheet = 0
        self._sheet = self._zip.open(f"xl/worksheets/sheet{self._sheets}.xml", "w")
        head = _row(self._head).replace(_CELL, _HEAD_CELL)
        self._sheet.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1"'
            f' topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1"'
            f' max="{len(self._head)}" width="24" customWidth="1"/></cols><sheetData>{head}'.encode()
        )

    def _end_sheet(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()

    def _parts(self) -> Iterator[tuple[str, str]]:
        numbers = range(1, self._sheets + 1)
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KINDS}.worksheet+xml"/>' for n in numbers
        )
        sheets = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        yield (
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
            f' ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
            f' ContentType="{_KINDS}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/>{kinds}</Types>',
        )
        yield (
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        yield (
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>',
        )
        yield (
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}<Relationship Id="rId{self._sheets + 1}"'
            f' Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        )
        yield "xl/styles.xml", _STYLES


def _row(cells: Sequence[str]) -> str:
    text = _BETWEEN.join(cells)
    if not _is_plain(text, cells=len(cells)):
        text = _BETWEEN.join(map(_escaped, cells))
    return f"<row>{_CELL}{text}</t></is></c></row>"


def _is_plain(text: str, *, cells: int) -> bool:
    """Whether a whole row needs no escaping, as nearly all: its only marks are those between its cells."""
    return (
        "&" not in text and "]]" not in text and text.count("<") == _MARKS_BETWEEN * (cells - 1) and text.isprintable()
    )


def _escaped(cell: str) -> str:
    plain = cell.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain if plain.isprintable() else _UNWRITABLE.sub("", plain)


class _Waiting:
    """Stands in for a file that cannot go back: what zipfile writes waits here to be taken."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def write(self, block: bytes, /) -> int:
        """Take a block."""
        self._blocks.append(bytes(block))
        return len(block)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to end."""

    def take(self) -> bytes:
        """Return what waits, which waits no longer."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)

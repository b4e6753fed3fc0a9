"""Each format: the same rows give the same bytes, and every cell comes back as the text it was."""

import csv
import io
import json
import struct
import zipfile
import zlib

import openpyxl
import pytest

from app.exports import parquet, workbook
from app.exports.rules import Column, Format
from app.exports.writing import open_sheet

COLUMNS = (Column.ROW, Column.SHOWN_NAME, Column.COUNTRY)
NAMES = [
    "Ada Lovelace", "مریم\u200c نمونه", "毛泽", "O'Neil & <Sons>", "a ]]> b", 'He said "no"', "comma, Jr.", "",
    "Ünal\u0301",
    "=HYPERLINK(\"http://x\")", "+1", "-2", "@SUM(A1)", "＝1+1", " =1", "&lt;b&gt;", "_x0041_",
]  # fmt: skip
ROWS = [[str(number), name, "FR"] for number, name in enumerate(NAMES, start=1)]
GUARDED = {'=HYPERLINK("http://x")', "+1", "-2", "@SUM(A1)", "＝1+1", " =1"}


def written(form: Format, rows: list[list[str]], *, a_time: int = 5, columns: tuple[Column, ...] = COLUMNS) -> bytes:
    sheet = open_sheet(form, columns)
    rows = [list(cells) for cells in rows]
    blocks = [sheet.begin(), *(sheet.add(rows[at : at + a_time]) for at in range(0, len(rows), a_time)), sheet.end()]
    return b"".join(blocks)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[[cell.value or "" for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]


def test_csv_has_its_mark_and_crlf_and_runs_nothing() -> None:
    content = written(Format.CSV, ROWS)
    assert content.startswith(b"\xef\xbb\xbfrow,shown_name,country\r\n1,Ada Lovelace,FR\r\n")
    head, *rows = read_csv(content)
    assert head == ["row", "shown_name", "country"]
    assert [row[1] for row in rows] == [f"'{name}" if name in GUARDED else name for name in NAMES]


def test_csv_guards_addresses_as_well() -> None:
    content = written(Format.CSV, [["+cmd@example.org"]], columns=(Column.ADDRESS,))
    assert read_csv(content)[1] == ["'+cmd@example.org"]


def test_a_workbook_has_nothing_but_text() -> None:
    content = written(Format.XLSX, ROWS)
    ((head, *rows),) = read_xlsx(content)
    assert head == ["row", "shown_name", "country"]
    assert rows == ROWS
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert book.active.freeze_panes == "A2"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_workbook_leaves_out_what_xml_cannot_write() -> None:
    ((_head, row),) = read_xlsx(written(Format.XLSX, [["1", "a\x00b\x0bc\ufffed", "FR"]]))
    assert row == ["1", "abcd", "FR"]


def test_a_long_list_goes_on_in_the_next_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_A_SHEET", 7)
    sheets = read_xlsx(written(Format.XLSX, ROWS))
    assert [len(sheet) for sheet in sheets] == [8, 8, 4]
    assert all(sheet[0] == ["row", "shown_name", "country"] for sheet in sheets)
    assert [row for sheet in sheets for row in sheet[1:]] == ROWS


def test_json_lines_say_which_column_is_which() -> None:
    lines = written(Format.JSON_LINES, ROWS).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        dict(zip(("row", "shown_name", "country"), row, strict=True)) for row in ROWS
    ]


def read_parquet_pages(content: bytes) -> list[list[str]]:
    """Read the pages as they lie between the marks, without the directory: gzip streams of lengths and texts."""
    columns, at = [], 0
    while (at := content.find(b"\x1f\x8b\x08", at)) != -1:
        reader = zlib.decompressobj(31)
        plain, texts = reader.decompress(content[at:]), []
        while plain:
            (size,) = struct.unpack_from("<I", plain)
            texts.append(plain[4 : 4 + size].decode())
            plain = plain[4 + size :]
        columns.append(texts)
        at += 3
    return columns


def test_parquet_holds_its_columns_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 10)
    content = written(Format.PARQUET, ROWS)
    assert content[:4] == content[-4:] == b"PAR1"
    pages = read_parquet_pages(content)
    assert len(pages) == 6
    first, second = pages[:3], pages[3:]
    assert [list(row) for group in (first, second) for row in zip(*group, strict=True)] == ROWS
    (size,) = struct.unpack("<I", content[-8:-4])
    directory = content[-8 - size : -8]
    assert all(name in directory for name in (b"row", b"shown_name", b"country", b"vigil"))


@pytest.mark.parametrize("form", list(Format))
def test_the_same_rows_are_the_same_bytes(form: Format) -> None:
    assert written(form, ROWS) == written(form, ROWS)


@pytest.mark.parametrize("form", list(Format))
def test_a_file_without_rows_is_a_file(form: Format) -> None:
    content = written(form, [])
    if form is Format.XLSX:
        assert read_xlsx(content) == [[["row", "shown_name", "country"]]]
    elif form is Format.CSV:
        assert read_csv(content) == [["row", "shown_name", "country"]]
    else:
        assert content == b"" if form is Format.JSON_LINES else content.endswith(b"PAR1")


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX, Format.JSON_LINES])
def test_rows_leave_as_they_come(form: Format) -> None:
    """What a file holds back must not grow with the list."""
    sheet = open_sheet(form, COLUMNS)
    sheet.begin()
    rows = [[str(number), f"Somebody {number * 7919 % 10_007}", "FR"] for number in range(20_000)]
    assert len(sheet.add(rows)) > 100_000

"""Files of lines: every encoding and separator people save them with, and a clear word for each that is none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paper.encodings import decode
from app.paper.errors import TableComplaint, TableRefused
from app.paper.tables import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, TABLE_BYTES, read_table

LATIN = "Name;Country;Email\nZoë Müller;Deutschland;zoe@example.org\nJosé Peña;ES;\n"
PERSIAN = "نام,کشور,ایمیل\nپروانه نمونه,ایران,p@example.org\nگلنار آزمایشی,,\n"
ARABIC = "الاسم;البلد\nليلى تجربة;المغرب\nسمير مثال;مصر\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [LATIN, PERSIAN, ARABIC], ids=["latin", "persian", "arabic"])
def test_unicode_is_read_with_and_without_its_mark(text: str, encoding: str) -> None:
    read, name = decode(text.encode(encoding))
    assert read == text
    assert name in ("utf-8", "utf-16")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (LATIN, "windows-1252"),
        ("Nom;Pays\nChloé Lefèvre;Français\nL’Hôte Benoît;CH\n", "windows-1252"),
        ("Name,Country\nÅsa Öberg,Sweden\nBjørn Ærø,Norway\n", "windows-1252"),
        (ARABIC, "windows-1256"),
        ("نام,کشور\nپروانه نمونه,Iran\nچنگیز گودرز,FR\n".replace("ی", "ي"), "windows-1256"),
    ],
)
def test_a_code_page_is_told_by_its_words(text: str, page: str) -> None:
    assert decode(text.encode(page)) == (text, page)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Name;Country\nPaweł Łukasz;Polska\n", "windows-1250"),
        ("Имя;Страна\nИван Пример;Россия\n", "windows-1251"),
        ("Όνομα;Χώρα\nΕλένη Δείγμα;Ελλάδα\n", "windows-1253"),
        ("名前,国\n見本花子,日本\n", "shift_jis"),
    ],
)
def test_a_code_page_that_is_neither_is_refused_rather_than_mangled(text: str, page: str) -> None:
    with pytest.raises(TableRefused) as refused:
        decode(text.encode(page))
    assert refused.value.complaint in (TableComplaint.ENCODING_UNKNOWN, TableComplaint.NOT_A_TABLE)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end(separator: str, end: str) -> None:
    text = end.join(separator.join(row) for row in (["Name", "Country"], ["Ada Sample", "GB"], ["Bo", ""]))
    table = read_table(text.encode())
    assert (table.separator, table.headers) == (separator, ["Name", "Country"])
    assert table.rows == [(2, ["Ada Sample", "GB"]), (3, ["Bo", ""])]


def test_a_separator_inside_quotes_parts_nothing() -> None:
    table = read_table(b'Name,Country\n"Sample, Ada",GB\n"Bo ""the Bold""",FR\n')
    assert [cells[0] for _, cells in table.rows] == ["Sample, Ada", 'Bo "the Bold"']


def test_a_line_has_the_number_it_has_in_the_file() -> None:
    table = read_table(b'Name,Note\n\nAda,"two\nlines"\n , \nBo,x\n')
    assert [number for number, _ in table.rows] == [3, 6]


def _bad() -> dict[str, tuple[bytes, TableComplaint, int | None]]:
    long = b"Name\n" + b"x" * (LONGEST_CELL + 1)
    wide = b"Name,Country\n" + b",".join([b"a"] * (MOST_COLUMNS + 1))
    many = b"Name,Country\n" + b"Ada,GB\n" * (MOST_LINES + 1)
    return {
        "nothing": (b"", TableComplaint.EMPTY, None),
        "white space": (b" \r\n\t\n", TableComplaint.EMPTY, None),
        "excel": (b"PK\x03\x04" + b"\0" * 50, TableComplaint.SPREADSHEET, None),
        "old excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 50, TableComplaint.SPREADSHEET, None),
        "pdf": (b"%PDF-1.7\n", TableComplaint.NOT_A_TABLE, None),
        "picture": (b"\xff\xd8\xff\xe0\0\x10JFIF", TableComplaint.NOT_A_TABLE, None),
        "page": (b"<!DOCTYPE html><html>", TableComplaint.NOT_A_TABLE, None),
        "nul": (b"Name,Country\nAda\0,GB\n", TableComplaint.NOT_A_TABLE, None),
        "half utf-16": ("Name;Land\nAda;DE".encode("utf-16") + b"x", TableComplaint.BROKEN_ENCODING, None),
        "broken utf-8 with its mark": (b"\xef\xbb\xbfName\nAda\xff\xfe\n", TableComplaint.BROKEN_ENCODING, None),
        "a quote that never ends": (b'Name,Country\nAda,GB\n"Bo,FR\n', TableComplaint.QUOTES, 3),
        "a quote in a word": (b'Name,Country\n"Ad"a,GB\n', TableComplaint.QUOTES, 2),
        "no header": ("پروانه نمونه,ایران\n".encode(), TableComplaint.NO_HEADER, 1),
        "a person for a header": (b"Ada Sample,GB\nBo Sample,FR\n", TableComplaint.NO_HEADER, 1),
        "header alone": (b"Name,Country\n\n", TableComplaint.NO_LINES, None),
        "long cell": (long, TableComplaint.CELL_TOO_LONG, 2),
        "too wide": (wide, TableComplaint.TOO_MANY_COLUMNS, 2),
        "too many": (many, TableComplaint.TOO_MANY_LINES, None),
        "too large": (b"Name\n" + b"Ada\n" * (TABLE_BYTES // 4), TableComplaint.TOO_LARGE, None),
        "field without end": (b'Name\n"' + b"x" * 200_000, TableComplaint.QUOTES, 2),
    }


@pytest.mark.parametrize(("content", "complaint", "line"), _bad().values(), ids=_bad())
def test_a_file_that_is_no_table_is_refused_with_what_is_wrong_and_where(
    content: bytes, complaint: TableComplaint, line: int | None
) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(content)
    assert (refused.value.complaint, refused.value.line) == (complaint, line)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_there_is_a_table_or_a_complaint(content: bytes) -> None:
    with suppress(TableRefused):
        assert read_table(content).rows


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2), min_size=1))
def test_what_was_written_as_csv_comes_back_whole(rows: list[list[str]]) -> None:
    lines = ['"Name","Email"'] + [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return
    assert [cells for _, cells in read_table("\r\n".join(lines).encode("utf-8-sig")).rows] == filled

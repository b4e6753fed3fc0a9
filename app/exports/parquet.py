"""A Parquet file written as it comes: columns of text, in groups of rows, the directory at the end.

The format (https://parquet.apache.org/docs/file-format/) is made for that; of its Thrift (compact protocol) this
writes what a table of text needs. Everything that reads Parquet reads it. Refused: pyarrow, 40 MB for this one use.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from app.exports.rules import Column

ROWS_A_GROUP: Final = 20_000
_MAGIC: Final = b"PAR1"
_BYTE_ARRAY, _REQUIRED, _UTF8, _PLAIN, _RLE, _GZIP = 6, 0, 0, 0, 3, 2
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_GZIP_WINDOW: Final = 31
"""zlib's word for a window of 32 KiB with gzip's head, which then holds no time."""

Field = tuple[int, int, bytes]
"""Number, type and encoded value of one field of a Thrift struct."""


class ParquetFile:
    """A file of text columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.value for column in columns]
        self._waiting: list[Sequence[str]] = []
        self._groups: list[bytes] = []
        self._rows = 0
        self._at = 0

    def begin(self) -> bytes:
        """What says that this is one."""
        return self._out(_MAGIC)

    def add(self, rows: Sequence[Sequence[str]]) -> bytes:
        """Hold rows back until a group is full; return full groups."""
        self._waiting.extend(rows)
        blocks = []
        while len(self._waiting) >= ROWS_A_GROUP:
            group, self._waiting = self._waiting[:ROWS_A_GROUP], self._waiting[ROWS_A_GROUP:]
            blocks.append(self._group(group))
        return b"".join(blocks)

    def end(self) -> bytes:
        """The last group and the directory."""
        last = self._group(self._waiting) if self._waiting else b""
        root = _struct((4, _BINARY, _text("row")), (5, _I32, _number(len(self._names))))
        schema = [root, *(_column_of(name) for name in self._names)]
        directory = _struct(
            (1, _I32, _number(1)),
            (2, _LIST, _list(_STRUCT, schema)),
            (3, _I64, _number(self._rows)),
            (4, _LIST, _list(_STRUCT, self._groups)),
            (6, _BINARY, _text("vigil")),
        )
        return last + self._out(directory + struct.pack("<I", len(directory)) + _MAGIC)

    def drop(self) -> None:
        """Nothing is open."""

    def _group(self, rows: Sequence[Sequence[str]]) -> bytes:
        blocks, chunks, size = [], [], 0
        for name, cells in zip(self._names, zip(*rows, strict=True), strict=True):
            page, plain_size = _page(cells)
            chunks.append(_chunk(name, at=self._at, values=len(rows), sizes=(plain_size, len(page))))
            blocks.append(self._out(page))
            size += plain_size
        self._rows += len(rows)
        self._groups.append(
            _struct((1, _LIST, _list(_STRUCT, chunks)), (2, _I64, _number(size)), (3, _I64, _number(len(rows))))
        )
        return b"".join(blocks)

    def _out(self, block: bytes) -> bytes:
        self._at += len(block)
        return block


def _page(cells: Iterable[str]) -> tuple[bytes, int]:
    """Return a page with its header, and how large both would be uncompressed."""
    texts = [cell.encode() for cell in cells]
    plain = b"".join(struct.pack("<I", len(each)) + each for each in texts)
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP_WINDOW)
    packed = packer.compress(plain) + packer.flush()
    values = _struct(
        (1, _I32, _number(len(texts))),
        (2, _I32, _number(_PLAIN)),
        (3, _I32, _number(_RLE)),
        (4, _I32, _number(_RLE)),
    )
    header = _struct(
        (1, _I32, _number(0)),
        (2, _I32, _number(len(plain))),
        (3, _I32, _number(len(packed))),
        (5, _STRUCT, values),
    )
    return header + packed, len(header) + len(plain)


def _chunk(name: str, *, at: int, values: int, sizes: tuple[int, int]) -> bytes:
    about = _struct(
        (1, _I32, _number(_BYTE_ARRAY)),
        (2, _LIST, _list(_I32, [_number(_PLAIN), _number(_RLE)])),
        (3, _LIST, _list(_BINARY, [_text(name)])),
        (4, _I32, _number(_GZIP)),
        (5, _I64, _number(values)),
        (6, _I64, _number(sizes[0])),
        (7, _I64, _number(sizes[1])),
        (9, _I64, _number(at)),
    )
    return _struct((2, _I64, _number(at)), (3, _STRUCT, about))


def _column_of(name: str) -> bytes:
    is_text = _struct((1, _STRUCT, _struct()))
    return _struct(
        (1, _I32, _number(_BYTE_ARRAY)),
        (3, _I32, _number(_REQUIRED)),
        (4, _BINARY, _text(name)),
        (6, _I32, _number(_UTF8)),
        (10, _STRUCT, is_text),
    )


def _struct(*fields: Field) -> bytes:
    """Encode a struct: each field's number as the step from the one before, then its type and value; nought ends it."""
    last, parts = 0, []
    for number, kind, value in fields:
        parts.append(bytes([(number - last) << 4 | kind]) + value)
        last = number
    return b"".join(parts) + b"\0"


def _list(kind: int, items: Sequence[bytes]) -> bytes:
    size = len(items)
    head = bytes([size << 4 | kind]) if size < 15 else bytes([0xF0 | kind]) + _varint(size)
    return head + b"".join(items)


def _text(words: str) -> bytes:
    encoded = words.encode()
    return _varint(len(encoded)) + encoded


def _number(value: int) -> bytes:
    """Encode a number that is not negative, as zigzag."""
    return _varint(value << 1)


def _varint(value: int) -> bytes:
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])

"""The zip a pack travels in: written in one way only, so that a changed byte of the zip itself shows.

Files are stored uncompressed, in order of name, with one fixed date: the bytes follow from the files alone,
and a zip can hold no more than its own size. Standard library only.
"""

import hashlib
import io
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

CHUNK: Final = 1 << 20
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MOST_FILES: Final = 2_000
READ_FAILURES: Final = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)
"""What reading an altered zip may raise."""


class UnsafeContainer(Exception):
    """The pack is not a zip or folder that Vigil could have written; the text says why."""


class ZipTarget(Protocol):
    """Where a zip is written to: a file, or what stands in for one. zipfile also seeks in it."""

    def write(self, block: bytes, /) -> int:
        """Take the block at the present place, return its length."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place and return it."""

    def tell(self) -> int:
        """Return the present place."""

    def flush(self) -> None:
        """Write out what is held back."""

    def close(self) -> None:
        """End writing."""


class Container(Protocol):
    """The files of a pack, wherever they lie."""

    def names(self) -> list[str]:
        """Return the names of the files, sorted."""

    def size(self, name: str) -> int:
        """Return a file's size in bytes."""

    def open(self, name: str) -> IO[bytes]:
        """Open one file for reading."""

    def is_as_written(self) -> bool:
        """Whether everything around the files is as Vigil writes it."""


def write_container(files: Sequence[tuple[str, IO[bytes], int]], target: ZipTarget) -> None:
    """Write a pack's zip; ``files`` are (name, content, size in bytes) in order of name."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content, size in files:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, whatever machine writes it
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.file_size = size
            with archive.open(entry, "w") as slot:
                shutil.copyfileobj(content, slot, CHUNK)


def write_container_of(folder: Path, target: IO[bytes]) -> None:
    """Write the zip of all the files in a folder."""
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    opened = [(path.name, path.open("rb"), path.stat().st_size) for path in paths]
    try:
        write_container(opened, target)
    finally:
        for _, content, _ in opened:
            content.close()


def sha256_of(content: IO[bytes]) -> str:
    """Return the SHA-256 of a stream, in hex, reading it in blocks."""
    digest = hashlib.sha256()
    for block in iter(lambda: content.read(CHUNK), b""):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open a pack, a zip or a folder. Raises UnsafeContainer for anything Vigil would not write.

    Raises OSError where there is nothing to open.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    with path.open("rb") as raw, _archive(raw) as archive:
        yield _Zip(archive, raw)


def _archive(raw: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(raw)
    except READ_FAILURES as broken:
        raise UnsafeContainer("it cannot be read as a zip") from broken


def _refuse_names(names: Sequence[str]) -> None:
    if len(names) > MOST_FILES:
        raise UnsafeContainer(f"it holds more than {MOST_FILES} files")
    if len(set(names)) != len(names):
        raise UnsafeContainer("it holds two files of the same name")
    if not all(_NAME.fullmatch(name) for name in names):
        raise UnsafeContainer("it holds a file whose name is a path or has forbidden characters")


class _Folder:
    def __init__(self, path: Path) -> None:
        self._paths = {entry.name: entry for entry in path.iterdir()}
        _refuse_names(list(self._paths))
        if not all(stat.S_ISREG(entry.lstat().st_mode) for entry in self._paths.values()):
            raise UnsafeContainer("it holds something that is not a plain file")

    def names(self) -> list[str]:
        return sorted(self._paths)

    def size(self, name: str) -> int:
        return self._paths[name].stat().st_size

    def open(self, name: str) -> IO[bytes]:
        return self._paths[name].open("rb")

    def is_as_written(self) -> bool:
        return True


class _Zip:
    def __init__(self, archive: zipfile.ZipFile, raw: IO[bytes]) -> None:
        self._archive = archive
        self._raw = raw
        entries = archive.infolist()
        _refuse_names([entry.filename for entry in entries])
        if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries):
            raise UnsafeContainer("it is compressed or locked, which a pack never is")
        if sum(max(entry.file_size, entry.compress_size) for entry in entries) > raw.seek(0, io.SEEK_END):
            raise UnsafeContainer("it would unpack to more than its own size")

    def names(self) -> list[str]:
        return sorted(self._archive.namelist())

    def size(self, name: str) -> int:
        return self._archive.getinfo(name).file_size

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)

    def is_as_written(self) -> bool:
        """Write the zip anew from its own files and compare: dates, attributes and gaps cannot hide."""
        anew = _Comparison(self._raw)
        write_container([(name, self.open(name), self.size(name)) for name in self.names()], anew)
        return anew.matches()


class _Comparison:
    """Stands in for a file being written, keeps nothing, and says whether it would equal ``original``.

    zipfile writes an entry's header twice at one place, the second time with the checksum: a place counts as
    it was written last.
    """

    def __init__(self, original: IO[bytes]) -> None:
        self._original = original
        self._position = 0
        self._end = 0
        self._differing: set[int] = set()

    def matches(self) -> bool:
        return not self._differing and self._end == self._original.seek(0, io.SEEK_END)

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._position = offset if whence == io.SEEK_SET else self._end + offset
        return self._position

    def write(self, block: bytes, /) -> int:
        self._original.seek(self._position)
        if self._original.read(len(block)) == block:
            self._differing.discard(self._position)
        elif block:
            self._differing.add(self._position)
        self._position += len(block)
        self._end = max(self._end, self._position)
        return len(block)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to end."""

"""Marked people, and the hunt for their marks: byte by byte, in every writing, wherever anything may lie."""

import base64
import itertools
import json
import mmap
import os
import subprocess
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

from redis import Redis

from app.embedded.postgres import binaries
from tests.faults.installation import Installation

LATIN: Final = "Zq7kvxwmpj"
PERSIAN: Final = "ژظغثضذخچ"
SHOWN: Final = "Yg4hbxdnqt"
"""In the name of somebody who shows it: what finds no mark must find this one where it may stand."""


def mark_of(number: int) -> str:
    """Return the mark in the address of one of many people."""
    return f"{LATIN.lower()}{number:05}"


def address_of(number: int) -> str:
    """Return a marked address (RFC 2606: nobody's)."""
    return f"{mark_of(number)}@example.org"


def name_of(number: int) -> str:
    """Return a marked name that is hidden: in Latin letters, or in Persian ones."""
    return f"{LATIN} {number:05}" if number % 2 else f"{PERSIAN} {number:05}"


def writings_of(*words: str) -> set[bytes]:
    """Return every way in which words may stand somewhere: scripts of bytes, escapes, hex, and the three of base64."""
    found: set[bytes] = set()
    for word in itertools.chain.from_iterable((each, each.lower(), each.upper()) for each in words):
        plain = word.encode()
        found |= {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode()}
        found |= {plain.hex().upper().encode(), quote(word).encode(), json.dumps(word).strip('"').encode()}
        found |= {_inside_base64(plain, before) for before in range(3)}
    return found


def _inside_base64(plain: bytes, before: int) -> bytes:
    """Return what of bytes is the same in base64 whatever stands around them, ``before`` bytes after a boundary."""
    whole = base64.b64encode(bytes(before) + plain)
    first = -(-8 * before // 6)
    return whole[first : 8 * (before + len(plain)) // 6]


class Hunt:
    """Looks for writings in files, in a broker, and in a dump; ``found`` says where, and never whom."""

    def __init__(self, *words: str) -> None:
        self._writings = writings_of(*words)
        self.found: list[str] = []
        self.bytes = 0

    def through_files(self, folders: Iterable[Path], *, but: Path) -> Self:
        """Read every file below some folders; those of ``but`` are keys."""
        for folder in folders:
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.is_file() and not path.is_relative_to(but) and path.stat().st_size:
                    self._through_file(path)
        return self

    def _through_file(self, path: Path) -> None:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            self._note(content, str(path))
            self.bytes += len(content)

    def through_broker(self, broker: Redis) -> Self:
        """Read every key there is, with all it holds."""
        for key in broker.scan_iter():
            self._note(key + b" " + b" ".join(_values(broker, key)), f"broker: a {broker.type(key).decode()}")
        return self

    def through_dump(self, site: Installation) -> Self:
        """Read what ``pg_dump`` writes in clear, as it comes: it is kept nowhere, and a table is named where one is."""
        command = [binaries() / "pg_dump", "--dbname", site.postgres.url(user="postgres")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as dump:
            assert dump.stdout
            self._through_lines(dump.stdout)
        assert dump.returncode == 0
        return self

    def _through_lines(self, lines: Iterable[bytes]) -> None:
        table = ""
        for line in lines:
            table = line.split()[1].decode() if line.startswith(b"COPY ") else table
            self._note(line, f"pg_dump: {table}")
            self.bytes += len(line)

    def _note(self, content: bytes | mmap.mmap, where: str) -> None:
        if where not in self.found and any(content.find(writing) >= 0 for writing in self._writings):
            self.found.append(where)


def _values(broker: Redis, key: bytes) -> list[bytes]:
    match broker.type(key):
        case b"string":
            return [broker.get(key) or b""]
        case b"list":
            return broker.lrange(key, 0, -1)
        case b"set":
            return list(broker.smembers(key))
        case b"hash":
            return [part for pair in broker.hgetall(key).items() for part in pair]
        case b"zset":
            return broker.zrange(key, 0, -1)
        case kind:
            raise AssertionError(f"nobody reads a {kind.decode()}")


class Keeper:
    """Keeps what is written into a temporary folder, also after it was removed: a second name for each file."""

    def __init__(self, watched: Path, kept: Path) -> None:
        self._watched, self.kept = watched, kept
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        self.kept.mkdir()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._ended.is_set():
            for folder, _folders, names in os.walk(self._watched):
                for name in names:
                    self._link(Path(folder, name))
            time.sleep(0.005)

    def _link(self, path: Path) -> None:
        try:
            os.link(path, self.kept / str(path.lstat().st_ino))
        except (FileExistsError, FileNotFoundError):
            return

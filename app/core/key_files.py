"""Files that hold keys: written whole or not at all, overwritten before they are removed, a day in their names."""

import os
from datetime import date
from pathlib import Path


def days_of(folder: Path, kind: str, suffix: str) -> list[date]:
    """Return the days of which a folder has a key of this kind."""
    names = (path.name for path in folder.glob(f"{kind}-*{suffix}"))
    return [date.fromisoformat(name[len(kind) + 1 : -len(suffix)]) for name in names]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that nobody sees half."""
    draft = path.with_suffix(f".{os.urandom(6).hex()}")
    draft.write_bytes(content)
    draft.rename(path)


def shred(path: Path) -> None:
    """Overwrite, then remove. On a copy-on-write disk only the removal counts; the key folder should be its own."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()

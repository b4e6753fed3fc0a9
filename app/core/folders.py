"""Folders that nobody else may look into, and files that are there whole or not at all."""

import os
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make sure of a folder of mode 0700 and return it. Only its own mode is set, never a parent's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def settle(draft: Path, path: Path) -> None:
    """Rename a draft once its bytes are on the disk, and see the new name there too."""
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

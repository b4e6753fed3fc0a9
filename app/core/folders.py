"""Folders that nobody else may look into."""

from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make sure of a folder of mode 0700 and return it. Only its own mode is set, never a parent's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path

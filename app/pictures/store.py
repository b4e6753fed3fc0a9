"""The folder of finished pictures and cards, each under the SHA-256 of its bytes. Workers write, the web reads."""

import hashlib
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app.core.folders import private_folder

FOLDER: Final = "pictures"
_UNUSED_AFTER: Final = timedelta(hours=1)
"""A file is there before the row that names it: a younger one may be about to be used."""


class PictureStore:
    """Finished files below ``var``. What has one name has one content, so writing twice is harmless."""

    def __init__(self, var: Path) -> None:
        self._folder = var / FOLDER

    def add(self, content: bytes, kind: str) -> str:
        """Store a file durably; return its digest. ``kind`` is the end of its name, without a full stop."""
        digest = hashlib.sha256(content).hexdigest()
        target = private_folder(self._folder) / f"{digest}.{kind}"
        if not target.exists():
            new = target.with_name(f".{target.name}.{os.getpid()}")
            with new.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            new.replace(target)
        os.utime(target)
        return digest

    def path(self, name: str) -> Path:
        """Return where the file of this name lies. The caller knows the name to be one of ours."""
        return self._folder / name

    def has(self, digest: str, kind: str) -> bool:
        """Whether this file is there."""
        return self.path(f"{digest}.{kind}").is_file()

    def remove_unused(self, used: Collection[str], *, now: datetime) -> int:
        """Remove every file whose name's digest is not in ``used`` and that is not fresh; return how many."""
        before = (now - _UNUSED_AFTER).timestamp()
        paths = list(self._folder.glob("*")) + list(self._folder.glob(".*")) if self._folder.is_dir() else []
        unused = [path for path in paths if path.stem not in used and path.stat().st_mtime < before]
        for path in unused:
            path.unlink(missing_ok=True)
        return len(unused)

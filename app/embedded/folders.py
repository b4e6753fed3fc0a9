"""Folders that belong to one installation: private, and for sockets short enough."""

import fcntl
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import IO, Final

from app.embedded.errors import ServerFailed

_LONGEST_SOCKET_PATH: Final = 107
_LONGEST_SOCKET_NAME: Final = len("/.s.PGSQL.5432.lock")


def private_folder(path: Path) -> Path:
    """Make the folder for the owner's eyes only (its own mode; never a parent's) and return its real path.

    Raises ServerFailed where somebody else owns it or it is a link: under the temporary folder anybody can be
    first.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise ServerFailed(f"{path} is not a folder of the user who starts Vigil: remove it or start as its owner.")
    if stat.S_IMODE(facts.st_mode) != 0o700:
        path.chmod(0o700)
    return path.resolve()


def short_folder(data: Path) -> Path:
    """Make the private folder for sockets that goes with ``data``: always the same for the same one."""
    name = f"vigil-{os.geteuid()}-{hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]}"
    for root in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/dev/shm")):  # noqa: S108 - private_folder checks
        path = Path(root, name)
        if len(os.fsencode(path)) + _LONGEST_SOCKET_NAME <= _LONGEST_SOCKET_PATH and os.access(root, os.W_OK):
            return private_folder(path)
    raise ServerFailed(
        "No temporary folder with a path of less than 65 letters is writable, as sockets need: set TMPDIR, "
        "or DATABASE_URL and REDIS_URL."
    )


def claim(folder: Path) -> IO[str]:
    """Hold ``folder`` for this process until the returned file is closed or the process dies.

    Raises ServerFailed where a living process holds it.
    """
    mark = (folder / "claimed").open("a+")
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        mark.seek(0)
        holder = mark.read().strip() or "unknown"
        mark.close()
        raise ServerFailed(
            f"Vigil already runs in {folder} (process {holder}): stop it first, or start in another folder."
        ) from None
    mark.truncate(0)
    mark.write(str(os.getpid()))
    mark.flush()
    return mark

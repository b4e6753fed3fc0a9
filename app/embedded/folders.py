"""Folders that belong to one installation: private, and for sockets short enough."""

import contextlib
import fcntl
import hashlib
import os
import re
import socket
import stat
import tempfile
from pathlib import Path
from typing import IO, Final

from app.core.clock import utc_now
from app.embedded.errors import ServerFailed

_LONGEST_SOCKET_PATH: Final = 107
_LONGEST_SOCKET_NAME: Final = len("/.s.PGSQL.5432.lock")
_SHORT_NAME: Final = "vigil-{user}-{digest}"
_OURS_IN_SHORT_FOLDERS: Final = re.compile(r"claimed|valkey\.sock|\.s\.PGSQL\.5432(\.lock)?")
_YOUNG_SECONDS: Final = 60


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
    digest = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    name = _SHORT_NAME.format(user=os.geteuid(), digest=digest)
    for root in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/dev/shm")):  # noqa: S108 - private_folder checks
        path = Path(root, name)
        if len(os.fsencode(path)) + _LONGEST_SOCKET_NAME <= _LONGEST_SOCKET_PATH and os.access(root, os.W_OK):
            return private_folder(path)
    raise ServerFailed(
        "No temporary folder with a path of less than 65 letters is writable, as sockets need: set TMPDIR, "
        "or DATABASE_URL and REDIS_URL."
    )


def sweep_short_folders(root: Path) -> None:
    """Remove the folders for sockets that killed runs of this user left in ``root``.

    One that is claimed, young, or where a socket is answered stays, and so does every file that is not ours.
    """
    pattern = re.compile(_SHORT_NAME.format(user=os.geteuid(), digest="[0-9a-f]{12}"))
    for path in root.iterdir():
        if pattern.fullmatch(path.name):
            with contextlib.suppress(OSError, ServerFailed):
                _sweep(path)


def _sweep(path: Path) -> None:
    facts = path.lstat()
    if (
        not stat.S_ISDIR(facts.st_mode)
        or facts.st_uid != os.geteuid()
        or utc_now().timestamp() - facts.st_mtime < _YOUNG_SECONDS
    ):
        return
    left = list(path.iterdir())
    if any(not _OURS_IN_SHORT_FOLDERS.fullmatch(each.name) or _is_answered(each) for each in left):
        return
    with claim(path):
        for each in path.iterdir():
            each.unlink()
        path.rmdir()


def _is_answered(path: Path) -> bool:
    if not path.is_socket():
        return False
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(path)) == 0


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

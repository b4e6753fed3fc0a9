"""As whom PostgreSQL runs: it refuses to be root, and no user may be created for it."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.embedded.errors import ServerFailed
from app.embedded.processes import launched

_PROBE = '"$0" --version >/dev/null && cd "$1" && test -w .'


@dataclass(frozen=True)
class Identity:
    """``switch`` is what launch.py is told; ``owner`` is the user id that must own the server's files."""

    switch: str
    owner: int


def choose_identity(binary: Path, folder: Path) -> Identity:
    """Find an identity that is not root, can execute ``binary`` and can write into ``folder`` (made here).

    Root tries a user namespace first, in which its files stay its own; then an existing unprivileged user,
    with the one power to reach folders whose parents are closed to it. Raises ServerFailed with what was
    tried.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return Identity("same", os.geteuid())
    tried = []
    for identity in _candidates():
        own(folder, identity.owner)
        complaint = _complaint(identity, binary, folder)
        if complaint is None:
            return identity
        tried.append(f"{identity.switch} ({complaint})")
    raise ServerFailed(
        "PostgreSQL does not run as root and no other way works here, tried: "
        f"{', '.join(tried) or 'no unprivileged user exists'}; "
        "start as an unprivileged user, or set DATABASE_URL to a server that runs."
    )


def own(folder: Path, user: int) -> None:
    """Give ``folder`` and all below it to ``user``, if it is not theirs yet."""
    if folder.stat().st_uid != user:
        for path in (*folder.rglob("*"), folder):
            os.chown(path, user, -1, follow_symlinks=False)


def _candidates() -> Iterator[Identity]:
    """Both ways, for one existing user: initdb looks the number up, even inside the namespace."""
    users = sorted((user for user in pwd.getpwall() if user.pw_uid), key=lambda user: user.pw_name != "nobody")
    for user in users[:1]:
        yield Identity(f"namespace:{user.pw_uid}", os.geteuid())
        yield Identity(f"user:{user.pw_uid}:{user.pw_gid}", user.pw_uid)


def _complaint(identity: Identity, binary: Path, folder: Path) -> str | None:
    """Return the last line of what went wrong in a rehearsal, or None."""
    program = ["/bin/sh", "-c", _PROBE, str(binary), str(folder)]
    rehearsal = subprocess.run(
        launched(program, identity=identity.switch, death_signal=9),
        capture_output=True,
        text=True,
        check=False,
    )
    if rehearsal.returncode == 0:
        return None
    return (rehearsal.stderr.strip() or "the folder is out of reach").splitlines()[-1]

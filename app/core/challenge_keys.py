"""The keys that sign challenges of proof of work, one a day: the one secret that the public web has.

Whoever takes it saves himself work and learns nothing of anybody.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from app.core.key_files import days_of, shred, write_whole

_LIVES_DAYS: Final = 2


class ChallengeKeys:
    """Today's and yesterday's, in the half of the key folder that the web may read."""

    def __init__(self, folder: Path) -> None:
        self._public = folder / "public"

    def find(self, day: date) -> bytes | None:
        """Return the key of a day, or None where there is none: then nothing of that day can be proven."""
        try:
            return self._path(day).read_bytes()
        except FileNotFoundError:
            return None

    def rotate(self, today: date) -> None:
        """Make today's and tomorrow's, destroy what is too old."""
        for day in (today, today + timedelta(days=1)):
            if not self._path(day).exists():
                write_whole(self._path(day), os.urandom(32))
        for day in days_of(self._public, "challenge", ".key"):
            if day < today - timedelta(days=_LIVES_DAYS):
                shred(self._path(day))

    def _path(self, day: date) -> Path:
        return self._public / f"challenge-{day}.key"

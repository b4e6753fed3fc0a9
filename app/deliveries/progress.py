"""How far a compile has come."""

from collections.abc import Callable
from typing import Final

_EVERY: Final = 500
"""Tell of single rows no more often than this."""


class Progress:
    """Counts what is done and tells ``listener(done, total)``; what the listener raises ends the compile."""

    def __init__(self, listener: Callable[[int, int], None], *, total: int) -> None:
        self._listener = listener
        self._total = total
        self._done = 0
        self._told = 0
        listener(0, total)

    def add(self, done: int) -> None:
        """Add what was just finished."""
        self._done += done
        if self._done - self._told >= _EVERY or self._done == self._total or self._total < _EVERY:
            self._told = self._done
            self._listener(self._done, self._total)

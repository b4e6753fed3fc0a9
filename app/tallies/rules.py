"""What may be said of small groups. Pure."""

from collections.abc import Mapping
from typing import Final

SMALLEST_GROUP: Final = 10
"""A group of fewer people is not shown apart: its members could be guessed."""


def fold_small_groups(groups: Mapping[str, int], *, other: str) -> list[tuple[str, int]]:
    """Return groups of at least ten, largest first, with all smaller ones together as ``other``, last.

    Where the small ones together are fewer than ten as well, the smallest shown group joins them: otherwise the
    difference to the published total would tell their number.
    """
    shown = sorted(((key, n) for key, n in groups.items() if n >= SMALLEST_GROUP), key=lambda g: (-g[1], g[0]))
    rest = sum(n for n in groups.values() if n < SMALLEST_GROUP)
    while 0 < rest < SMALLEST_GROUP and shown:
        rest += shown.pop()[1]
    return [*shown, (other, rest)] if rest else shown

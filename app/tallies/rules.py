"""What may be said of small groups, and to one person of all the others. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

SMALLEST_GROUP: Final = 10
"""A group of fewer people is not shown apart: its members could be guessed."""
SMALLEST_CLAIM: Final = 10
"""Of fewer others than this a thank-you says no number."""


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


SMALLEST_CHANGE: Final = 10
"""Nor is a smaller change: whoever knows the figure of the day before could guess who came in between."""


class Groups(NamedTuple):
    """What is public of the groups: each by its key, and all others together, 0 where that is not said."""

    shown: dict[str, int]
    other: int


def renew_groups(before: Groups, now: Mapping[str, int]) -> Groups:
    """Return what may be said of groups today, after what was said of them before.

    A figure changes only where the group and its change are each at least ten; else it stays as it was. Should the
    groups together leave out fewer than ten people, the smallest that would be new waits: the published total would
    tell how few the others are. Figures may so be behind, and need not add up to the total.
    """
    shown, grown = dict(before.shown), []
    for key in sorted(before.shown.keys() | now.keys()):
        count, was = now.get(key, 0), before.shown.get(key, 0)
        if abs(count - was) >= SMALLEST_CHANGE:
            shown[key] = count
            grown += [key] if count > was else []
    shown = {key: count for key, count in shown.items() if count >= SMALLEST_GROUP}
    total = sum(now.values())
    if grown and 0 < total - sum(shown.values()) < SMALLEST_GROUP:
        _put_back(shown, before.shown, min(grown, key=lambda key: (now[key], key)))
    other = max(0, total - sum(shown.values()))
    if abs(other - before.other) < SMALLEST_CHANGE:
        other = before.other
    return Groups(shown, other if other >= SMALLEST_GROUP else 0)


def _put_back(shown: dict[str, int], before: Mapping[str, int], key: str) -> None:
    if key in before:
        shown[key] = before[key]
    else:
        del shown[key]


TENS: Final = 10


def tell_in_tens(count: int, *, said: int, lot: int) -> int:
    """Return what is told of a count after ``said``, in whole tens: "at least so many". ``lot`` is 0…9, kept secret.

    For what somebody could make up to catch one person: a source code sent to nobody else, a form posted under
    another's address. Whoever adds nine of his own to be told of the tenth does not know where the step lies: it
    is ``lot`` further on, and another lot after every step. One person more or less changes what is told for one
    lot in ten at most. Down it goes by twenty only, so that no other lot alone takes back a step.
    """
    told = max(0, (count - lot) // TENS * TENS)
    return told if told >= said + TENS or told <= said - 2 * TENS else said


_NIGHT_ENDS_AT_HOUR: Final = 6


def day_spoken_of(made_at: datetime) -> date:
    """Return the day for which a figure made at this moment, in UTC, counts.

    They are made soon after midnight, and then speak of the day that has just ended.
    """
    return (made_at - timedelta(hours=_NIGHT_ENDS_AT_HOUR)).date()


def others_for_certain(confirmed: int) -> int:
    """How many have signed besides somebody of whom we do not know whether ``confirmed`` holds them already.

    "More than" this many, rounded down to two leading digits; below ten it is 0: nothing worth a claim.
    """
    besides = confirmed - 2  # one for the reader, one so that "more than" is true
    step = int(10 ** max(len(str(besides)) - 2, 0))
    return besides // step * step if besides >= SMALLEST_CLAIM else 0

"""Marker rows: invented signatories in every export that names people, the same whenever it is compiled.

A list that leaks says by them which export it was. They look like their neighbours: language and choices are those of
the row before.
"""

import random
from collections.abc import Callable, Collection
from typing import Final
from uuid import UUID

from app.core.folding import fold
from app.exports.invented import invent_address, invent_name
from app.exports.rules import NAMING, Column

_AGREED: Final = {Column.SHOW_NAME: "full", Column.DELIVER_NAME: "yes", Column.UPDATES: "yes", Column.COMMENT: "none"}
"""What a marker must have chosen to be in the file by name."""

Fingerprint = Callable[[str], bytes]


def mark_of(words: str, fingerprint: Fingerprint) -> bytes:
    """Return what is kept of a marker's name or address: the same however a copy spells or spaces it."""
    return fingerprint(words.casefold().strip() if "@" in words else fold(words))


class Markers:
    """The markers of one export: at which places, and what they say.

    ``taken`` are the fingerprints of other exports' markers: no two exports share one. ``used`` fills with this one's.
    """

    def __init__(
        self, columns: tuple[Column, ...], *, export_id: UUID, count: int, people: int, domain: str,
        fingerprint: Fingerprint, taken: Collection[bytes],
    ) -> None:  # fmt: skip
        self._columns, self._domain, self._taken = columns, domain, taken
        self._agreed = _AGREED if Column.NAME_FOR_RECIPIENT in columns else _AGREED | {Column.COUNTRY: ""}
        self._fingerprint = fingerprint
        seed = int.from_bytes(fingerprint(f"export|{export_id}"), "big")
        self._draw = random.Random(seed)  # noqa: S311 - seeded by a key, so that it is the same again and nobody's guess
        self.places = frozenset(self._draw.sample(range(people), count)) if count else frozenset()
        self.used: set[bytes] = set()

    def invent(self, cells: list[str], *, language: str) -> list[str]:
        """Return the marker that follows a row with these cells, in whose language it signed."""
        name = ""
        made = []
        for column, cell in zip(self._columns, cells, strict=True):
            if column is Column.ADDRESS:
                made.append(self._draw_new(lambda: invent_address(self._draw, domain=self._domain)))
            elif column in NAMING:
                name = name or self._draw_new(lambda: invent_name(language, self._draw))
                made.append(name)
            else:
                made.append(self._agreed.get(column, cell))
        return made

    def _draw_new(self, invent: Callable[[], str]) -> str:
        while True:
            words = invent()
            mark = mark_of(words, self._fingerprint)
            if mark not in self._taken and mark not in self.used:
                self.used.add(mark)
                return words

"""Rows as the database gave them become cells of text: opened where they are sealed, numbered, with markers between."""

from collections.abc import Sequence
from typing import Any, Final

from app.core.crypto import Keyring
from app.core.text import initials
from app.exports.markers import Markers
from app.exports.rules import Column, Wish

_BOUND: Final = 4
"""Columns after the cells: ids of submission and signature, whether the name shows as initials, and the language."""


class Opener:
    """Opens chunk after chunk, counting the rows of the file."""

    def __init__(self, keyring: Keyring, wish: Wish, markers: Markers) -> None:
        self._keyring, self._markers, self._petition_id = keyring, markers, wish.petition_id
        places = {column: place for place, column in enumerate(wish.columns)}
        self._row = places.get(Column.ROW)
        self._handed = places.get(Column.NAME_FOR_RECIPIENT)
        self._shown = places.get(Column.SHOWN_NAME)
        self._address = places.get(Column.ADDRESS)
        self._people = 0
        self._rows = 0

    def open_all(self, chunk: Sequence[Any]) -> list[list[str]]:
        """Return the cells of some rows. Raises KeyGone where a key was destroyed, NotOurs where a row was altered."""
        rows: list[list[str]] = []
        bound = [row[-_BOUND:] for row in chunk]
        opened = [list(row[:-_BOUND]) for row in chunk]
        self._open_names(opened, bound)
        self._open_addresses(opened, bound)
        for cells, (_submission, _signature, _is_initials, language) in zip(opened, bound, strict=True):
            rows.append(cells)
            if self._people in self._markers.places:
                rows.append(self._markers.invent(cells, language=language))
            self._people += 1
        self._number(rows)
        return rows

    def _open_names(self, opened: list[list[Any]], bound: list[Any]) -> None:
        if self._handed is None and self._shown is None:
            return
        open_words = self._keyring.words_opener(self._petition_id)
        if (handed := self._handed) is not None:
            for cells, ids in zip(opened, bound, strict=True):
                sealed = cells[handed]
                cells[handed] = open_words(sealed, ids[0]) if sealed else ""
        if (shown := self._shown) is not None:
            for cells, ids in zip(opened, bound, strict=True):
                sealed = cells[shown]
                name = open_words(sealed, ids[0]) if sealed else ""
                cells[shown] = initials(name) if ids[2] else name

    def _open_addresses(self, opened: list[list[Any]], bound: list[Any]) -> None:
        if (place := self._address) is not None:
            open_address = self._keyring.addresses_opener()
            for cells, ids in zip(opened, bound, strict=True):
                cells[place] = open_address(cells[place], ids[1]) if cells[place] else ""

    def _number(self, rows: list[list[str]]) -> None:
        if (place := self._row) is not None:
            for number, cells in enumerate(rows, start=self._rows + 1):
                cells[place] = str(number)
        self._rows += len(rows)

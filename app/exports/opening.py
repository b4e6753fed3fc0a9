"""Rows as the database gave them become cells of text: opened where they are sealed, numbered, with markers between.

Behind the cells each row has the ids of submission and signature, whether the name shows as initials, and the language.
The work goes column by column: half the time of going row by row.
"""

from collections.abc import Sequence
from typing import Any

from app.core.crypto import Keyring
from app.core.text import initials
from app.exports.markers import Markers
from app.exports.rules import Column, Wish

Cells = tuple[str, ...]
Columns = list[list[Any]]


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

    def open_all(self, chunk: Sequence[Any]) -> list[Cells]:
        """Return the cells of some rows. Raises KeyGone where a key was destroyed, NotOurs where a row was altered."""
        *columns, submissions, signatures, are_initials, languages = map(list, zip(*chunk, strict=True))
        self._open_names(columns, submissions, are_initials)
        self._open_addresses(columns, signatures)
        self._mark(columns, languages)
        self._number(columns)
        return list(zip(*columns, strict=True))

    def _open_names(self, columns: Columns, submissions: list[bytes], are_initials: list[bool]) -> None:
        if self._handed is None and self._shown is None:
            return
        open_words = self._keyring.words_opener(self._petition_id)
        for place in (self._handed, self._shown):
            if place is not None:
                names = zip(columns[place], submissions, strict=True)
                columns[place] = [open_words(sealed, row) if sealed else "" for sealed, row in names]
        if (shown := self._shown) is not None:
            choices = zip(columns[shown], are_initials, strict=True)
            columns[shown] = [initials(name) if is_initials else name for name, is_initials in choices]

    def _open_addresses(self, columns: Columns, signatures: list[bytes]) -> None:
        if (place := self._address) is not None:
            open_address = self._keyring.addresses_opener()
            addresses = zip(columns[place], signatures, strict=True)
            columns[place] = [open_address(sealed, row) if sealed else "" for sealed, row in addresses]

    def _mark(self, columns: Columns, languages: list[str]) -> None:
        """Put the markers of these rows in, each behind the person whose row it resembles."""
        first, self._people = self._people, self._people + len(languages)
        here = sorted(place - first for place in self._markers.places if first <= place < self._people)
        for before, place in enumerate(here):
            person = [column[place + before] for column in columns]
            invented = self._markers.invent(person, language=languages[place])
            for column, cell in zip(columns, invented, strict=True):
                column.insert(place + before + 1, cell)

    def _number(self, columns: Columns) -> None:
        first, self._rows = self._rows + 1, self._rows + len(columns[0])
        if (place := self._row) is not None:
            columns[place] = list(map(str, range(first, self._rows + 1)))

"""Addresses as the world writes them: with the host we know ourselves by, never the one a request named."""

from typing import Final

from flask import current_app, url_for
from werkzeug.routing import IntegerConverter, Map, ValidationError

LARGEST: Final = 2**31 - 1
"""No number of ours comes near it, and every column holds it."""


class WholeNumber(IntegerConverter):
    """A number in an address: one that is larger than any of ours leads nowhere, as one that is missing."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValidationError, also for one that Python itself would not read."""
        if len(value) > len(str(LARGEST)):
            raise ValidationError
        return int(super().to_python(value))


def full_url_for(endpoint: str, **values: object) -> str:
    """Return the whole address of a view."""
    return str(current_app.config["BASE_URL"] + url_for(endpoint, **values))  # type: ignore[arg-type]

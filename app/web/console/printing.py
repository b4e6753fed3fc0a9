"""What of a text stands in a page of the console: all of it, but what HTML has no place for.

A refused form shows again what was typed. Whoever pasted a control character with it could neither see nor find it,
and one that is no character at all would make the page none.
"""

import re
from typing import Any, Final

from flask import Flask
from markupsafe import Markup

_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_NO_PLACE: Final = re.compile(f"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
"""Controls but tabs and ends of lines, surrogates, and noncharacters (HTML, 13.2.3.5)."""


def install_printing(flask_app: Flask) -> None:
    """Let every page go through ``printable``; to be installed before a template is read."""
    flask_app.jinja_env.finalize = printable


def printable(value: Any) -> Any:
    """Return what a template prints, without what cannot be shown; what is markup already came through here."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return _NO_PLACE.sub("", value)

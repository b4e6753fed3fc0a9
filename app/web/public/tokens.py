"""Tokens in addresses: their shape, and the page for one that leads nowhere any more."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Final

from flask import Response
from werkzeug.routing import BaseConverter

from app.core.errors import NotFound

_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
HolderView = Callable[[str, str], Response]
"""Takes the language and the token."""


class TokenConverter(BaseConverter):
    """What stands where a token should: a link that was cut or bent by a mail program is still a mail's link."""

    regex = "[^/]{1,64}"


def for_holders(view: HolderView, *, gone: Callable[[], Response]) -> HolderView:
    """Return the view for holders of a token (128 bits, 32 lower-case hex digits); others are told it leads nowhere."""

    @wraps(view)
    def answer(lang: str, token: str) -> Response:
        try:
            return view(lang, token) if _TOKEN.fullmatch(token) else gone()
        except NotFound:
            return gone()

    return answer

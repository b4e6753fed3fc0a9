"""The shape of a token in an address."""

from werkzeug.routing import BaseConverter


class TokenConverter(BaseConverter):
    """128 bits as 32 lower-case hex digits; anything else is no such page."""

    regex = "[0-9a-f]{32}"

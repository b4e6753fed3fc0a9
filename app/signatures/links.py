"""The two links of a confirmation mail, and what their holder may see."""

from enum import StrEnum

import msgspec


class LinkPurpose(StrEnum):
    """Which link of the mail it is. The token of one never acts as the other."""

    CONFIRM = "confirm"
    NOT_ME = "not_me"


class HolderCopy(msgspec.Struct, frozen=True, array_like=True):
    """What the holder of a mailed link may see and use: the name that was typed, the suppression fingerprint."""

    name: str
    suppression: bytes

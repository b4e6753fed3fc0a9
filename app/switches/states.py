"""What can be stopped all at once, and what else stops with it. Pure."""

from enum import StrEnum
from typing import Final


class SwitchKind(StrEnum):
    """What a switch stops. ``read_only``: nothing can be changed, by the public or on the console."""

    SIGNING = "signing"
    BULK_MAIL = "bulk_mail"
    READ_ONLY = "read_only"


STANDSTILL: Final = frozenset({SwitchKind.SIGNING, SwitchKind.READ_ONLY})
"""While either is on nothing can be signed; the time is given back once both are off."""
NO_BULK_MAIL: Final = frozenset({SwitchKind.BULK_MAIL, SwitchKind.READ_ONLY})
"""Nobody is sent news while the link that stops them cannot act."""

"""What is refused about paper."""

from app.core.errors import VigilError


class NothingToPrint(VigilError):
    """The campaign is not public, so a QR code of it would lead nowhere."""


class TooManyPrints(VigilError):
    """So many prints of this organisation wait already that another would hold up everybody's."""


class PrintWishRefused(VigilError):
    """A sheet or poster was asked for in a way there is none of; ``field`` says what is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)
